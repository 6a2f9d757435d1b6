/**
 * Who may import whom: the import table of the architecture, one entry a part, and nothing that is not in it.
 * `may` are files of ours, `mayTypes` files of ours by `import type` only. Run by script/imports.ts.
 */

const domain = "^src/domain/";
const outbound = "^src/outbound/";
const host = "^src/host/";
const config = "^src/config/";
const store = "^src/store/";
const orchestrator = "^src/orchestrator/";
const telemetry = "^src/telemetry/";
const app = "^src/(?:app|setup)\\.ts$";
const main = "^src/main\\.ts$";

/** The contract of each axis; a workspace has one too. */
const contractOf = {
  adapters: "^src/adapters/adapter\\.ts$",
  steps: "^src/steps/step\\.ts$",
  agents: "^src/agents/agent\\.ts$",
  checks: "^src/checks/check\\.ts$",
  commands: "^src/commands/command\\.ts$",
  sandbox: "^src/sandbox/sandbox\\.ts$",
  model: "^src/model/model\\.ts$",
  workspace: "^src/workspace/(workspace|setup)\\.ts$",
  verification: "^src/verification/verification\\.ts$",
  thinking: "^src/thinking/thinker\\.ts$",
};
const contracts = Object.values(contractOf);
const implement = "^src/steps/implement(/|\\.ts$)";
/** Needs become a sandbox's grant nowhere else. */
const granting = "^src/sandbox/granting\\.ts$";
const prompts = "^src/model/prompts/";
/** What messages say, the same on every channel. */
const wording = "^src/adapters/wording/";

/** What lies beside contract and registry: the members of the axis have it in common. */
const looseFiles = (axis) => `^src/${axis}/(?!index\\.ts$)[^/]+\\.ts$`;

/**
 * A member sees its contract, the sandbox and the model as contracts, what the axis's loose files offer, and its own folder ($1):
 * never another member, never the registry.
 */
const member = (axis, { name = `${axis}-members`, from = `^src/${axis}/(?!index\\.ts$)([^/]+)`, fromNot = [], more = [] } = {}) => ({
  name,
  from,
  fromNot: [contractOf[axis], ...fromNot],
  may: [domain, outbound, contractOf.sandbox, contractOf.model, contractOf.commands, looseFiles(axis), `^src/${axis}/$1(/|$)`, ...more],
  mayTypes: [telemetry],
});

/** A registry names its contract and its members; other contracts only as the types of what it hands them. */
const registry = (axis) => ({
  name: `${axis}-registry`,
  from: `^src/${axis}/index\\.ts$`,
  may: [`^src/${axis}/`],
  mayTypes: [domain, ...contracts],
});

/** procedures, memory, workspace and the prompts use the world through contracts, the store and the host. */
const worker = (name, from, { fromNot = [], more = [] } = {}) => ({
  name,
  from,
  fromNot,
  may: [from, domain, outbound, store, host, ...contracts, ...more],
  mayTypes: [telemetry],
});

/** The two faces see the App they are handed by its type. */
const face = (name, more = []) => ({
  name,
  from: `^src/${name}/`,
  may: [`^src/${name}/`, domain, outbound, orchestrator, store, config, contractOf.adapters, ...more],
  mayTypes: [app, telemetry],
});

const table = [
  { name: "domain", from: domain, may: [domain] },
  { name: "contracts", from: contracts.join("|"), may: [domain, ...contracts] },
  { name: "outbound", from: outbound, may: [outbound, domain] },
  { name: "host", from: host, may: [host, domain, outbound] },
  { name: "config", from: config, may: [config, domain, outbound, contractOf.commands] },
  { name: "telemetry", from: telemetry, may: [telemetry, domain, outbound] },
  { name: "store", from: store, may: [store, domain, outbound, host], mayTypes: [telemetry] },
  { name: "wording", from: wording, may: [wording, domain, outbound, contractOf.adapters] },
  member("adapters", { fromNot: [wording], more: [wording] }),
  member("steps", { fromNot: [implement], more: ["^src/checks/tally\\.ts$"] }),
  member("steps", {
    name: "implement-step",
    from: "^src/steps/(implement)(/|\\.ts$)",
    more: [contractOf.agents, "^src/agents/index\\.ts$"],
  }),
  member("agents"),
  member("checks"),
  member("commands"),
  member("sandbox"),
  { name: "egress", from: "^src/egress/", may: ["^src/egress/", domain, outbound, contractOf.sandbox] },
  member("model", { fromNot: [prompts] }),
  ...["adapters", "steps", "agents", "checks", "commands", "sandbox", "model"].map(registry),
  worker("prompts", prompts, { more: [looseFiles("model")] }),
  worker("procedures", "^src/procedures/"),
  worker("memory", "^src/memory/"),
  worker("workspace", "^src/workspace/", { fromNot: [contractOf.workspace], more: [granting] }),
  {
    name: "verification",
    from: "^src/verification/",
    fromNot: [contractOf.verification],
    may: [
      "^src/verification/",
      domain,
      outbound,
      "^src/checks/(check|index|tally)\\.ts$",
      contractOf.sandbox,
      granting,
      contractOf.workspace,
    ],
  },
  {
    name: "thinking",
    from: "^src/thinking/",
    may: [
      "^src/thinking/",
      domain,
      outbound,
      "^src/model/(answers|prompts)/",
      "^src/procedures/",
      "^src/workspace/files\\.ts$",
      ...contracts,
    ],
  },
  {
    name: "orchestrator",
    from: orchestrator,
    may: [orchestrator, domain, outbound, store, contractOf.sandbox, granting],
    mayTypes: [telemetry, ...contracts],
  },
  face("cli", [
    contractOf.sandbox,
    granting,
    "^src/sandbox/attacks/",
    "^src/adapters/terminal(/|\\.ts$)",
    "^src/adapters/slack/(manifest|action)\\.ts$",
    "^src/adapters/discord/registration\\.ts$",
  ]),
  face("console"),
  { name: "main", from: main, may: [app, "^src/cli/", config, domain, outbound] },
  { name: "app", from: app, may: ["^src/(?!main\\.ts$)"] },
];

/** Every package has its folders; one that is not listed is not to be imported from src at all. */
const packages = {
  zod: "^src/",
  execa: "^src/(sandbox|host)/",
  openai: "^src/model/openai/",
  "@slack/[^/]+": "^src/adapters/slack/",
  "discord\\.js": "^src/adapters/discord/",
  "@agentclientprotocol/sdk": "^src/agents/acp/",
  "@a2a-js/sdk": "^src/agents/a2a/",
  "drizzle-orm": "^src/store/",
  postgres: "^src/store/",
  "pg-boss": "^src/(store|orchestrator)/",
  pino: "^src/telemetry/",
  ulid: "^src/orchestrator/identity\\.ts$",
  yaml: "^src/(config|procedures|checks)/",
  commander: "^src/(main\\.ts$|cli/)",
};

const anyOf = (patterns) => patterns.join("|");
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const importRules = table.flatMap(({ name, from: path, fromNot = [], may, mayTypes = [] }) => {
  const from = fromNot.length > 0 ? { path, pathNot: anyOf(fromNot) } : { path };
  const types = mayTypes.length > 0 ? [{ path: anyOf(mayTypes), pathNot: anyOf(may), dependencyTypesNot: ["type-only"] }] : [];
  return [
    rule(name, "not in its line of the import table", from, { path: "^src/", pathNot: anyOf([...may, ...mayTypes]) }),
    ...types.map((to) => rule(`${name}-types`, "only by `import type`", from, to)),
  ];
});

const packageRules = Object.entries(packages).map(([name, home]) =>
  rule(
    `home-of-${name.replace(/[^a-z0-9-]/g, "")}`,
    `imported only from ${home}`,
    { path: "^src/", pathNot: home },
    {
      path: `(^|node_modules/)${name}(/|$)`,
      pathNot: "^(src|test|script)/",
      dependencyTypesNot: ["core"],
    },
  ),
);

const generalRules = [
  rule("no-circles", "not even of types", {}, { circular: true }),
  rule("no-dead-ends", "this import leads nowhere", {}, { couldNotResolve: true }),
  rule(
    "listed-places-only",
    "a new part of src needs its line in the import table",
    {},
    {
      path: "^src/",
      pathNot: anyOf(table.map((entry) => entry.from)),
    },
  ),
  rule(
    "listed-packages-only",
    "a package that src imports needs its folders in the table of packages",
    { path: "^src/" },
    {
      path: "node_modules/",
      pathNot: `node_modules/(${Object.keys(packages).join("|")})/`,
    },
  ),
  rule("domain-is-pure", "no Node built-ins", { path: anyOf([domain, ...contracts, outbound]) }, { dependencyTypes: ["core"] }),
  rule(
    "domain-knows-zod-only",
    "no other package",
    { path: anyOf([domain, ...contracts, outbound]) },
    {
      path: "node_modules/",
      pathNot: "node_modules/zod/",
    },
  ),
  rule(
    "programs-run-in-two-places",
    "only src/host and src/sandbox start programs",
    { path: "^src/", pathNot: "^src/(host|sandbox)/" },
    {
      path: "^(node:)?(child_process|cluster)$",
    },
  ),
  rule(
    "app-is-the-root",
    "only main.ts imports it; cli and console see its type",
    { path: "^src/", pathNot: `${main}|${app}|^src/(cli|console)/` },
    {
      path: app,
    },
  ),
  rule("main-is-the-end", "nobody imports it", {}, { path: main }),
  rule("src-stands-alone", "the product imports no tests and no scripts", { path: "^src/" }, { path: "^(test|script|bench)/" }),
];

export default {
  forbidden: [...generalRules, ...packageRules, ...importRules],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["node", "import", "require", "types", "default"],
      extensions: [".ts", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
    },
  },
};
