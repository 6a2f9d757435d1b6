import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Config, readConfig } from "../../src/config/config.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adjutant-config-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Reads the configuration of a user whose file has this text. */
function read(yaml: string | null, env: Readonly<Record<string, string>> = {}): Config {
  const file = join(home, ".config/adjutant/adjutant.yaml");
  mkdirSync(dirname(file), { recursive: true });
  if (yaml !== null) writeFileSync(file, yaml);
  return readConfig(readEnvironment({ HOME: home, ...env }, false));
}

function problemOf(yaml: string | null, env: Readonly<Record<string, string>> = {}): string {
  try {
    read(yaml, env);
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
  return "none";
}

describe("without a file", () => {
  test("everything has its default", () => {
    const { owner: _, ...policy } = defaultPolicy;
    expect(read(null)).toEqual({
      file: null,
      filePath: join(home, ".config/adjutant/adjutant.yaml"),
      home: join(home, ".local/state/adjutant"),
      secretsDirectory: join(home, ".local/state/adjutant/secrets"),
      secretRules: [],
      port: 3737,
      webhookPort: 3738,
      slackApiUrl: null,
      slackClientId: null,
      slackRedirectUrl: null,
      discordApiUrl: null,
      log: { format: null, level: null },
      model: null,
      spaces: [],
      agents: [],
      policy,
      privateHosts: [],
      proceduresDirectory: null,
      parallelProcess: 8,
      sandbox: { memoryBytes: null, timeoutMs: null, processes: null, backend: null, docker: { image: null, cpus: null } },
      commands: {},
    });
  });

  test.each(["", "# only a comment\n", "limits:\nspaces:\nmodel:\n", "---\n"])("an empty one is the same: %j", (text) => {
    expect({ ...read(text), file: null }).toEqual(
      read(null, { ADJUTANT_CONFIG: "" }).file === null ? read(null) : { ...read(text), file: null },
    );
    expect(read(text).policy.autonomy).toBe("guardrails");
  });

  test("one that somebody named must exist", () => {
    expect(problemOf(null, { ADJUTANT_CONFIG: `${home}/other.yaml` })).toBe(
      "~/other.yaml: no such file. Write it, or unset ADJUTANT_CONFIG.",
    );
  });
});

describe("a file", () => {
  test("sets what it names, in our units", () => {
    const config = read(`
model: { name: big, base_url: "http://localhost:1/v1", timeout_seconds: 1.5, max_output_tokens: 4000, price: { input: 0.25, output: 2 } }
autonomy: full
limits: { cost: 2.5, tokens: none, minutes: none, regenerations: 3, month: { cost: 100, person: { tokens: 9000 } } }
thresholds: { green: 0.9 }
interview: { rounds: 0 }
approvals: { expires_hours: 1, on_expiry: defer, four_eyes: true, quorum: 2, approvers: { external: ["slack:U1", "@ops"], write: [] } }
procedures: { directory: ~/recipes }
commands: { terraform: { subcommands: { plan: { options: [-no-color, -input=false], arguments: [path?] } } } }
sandbox: { memory_mb: 512, timeout_minutes: 0.5, processes: 7, backend: docker, docker: { image: "node:24", cpus: 1.5 } }
spaces:
  - name: shop
    path: ~/shop/
    rooms: [slack:C1, slack:T1/C2, "discord:*"]
    workspace: copy
    checks: [{ name: unit, purpose: test, command: [npm, test] }]
    setup: { command: [npm, ci], network: ["registry.example.org:8443"], secrets: [NPM_TOKEN], cache: [web/node_modules], timeout_minutes: 0.5 }
  - name: docs
    path: /srv/docs
    autonomy: manual
    requesters: ["@writers"]
    limits: { minutes: 10, month: { cost: 20 } }
    thresholds: { yellow: 0.5 }
    approvals: { quorum: 3, defer_days: 2, confirm_from: write, only_on: slack, members_answer: true, approvers: { write: ["@leads"] } }
`);
    expect(config.model).toEqual({
      name: "big",
      baseUrl: "http://localhost:1/v1",
      timeoutMs: 1500,
      mostAnswerTokens: 4000,
      price: { inputMicrosPerMillion: 250_000, outputMicrosPerMillion: 2_000_000 },
    });
    expect(config.policy).toMatchObject({
      autonomy: "full",
      limits: { costMicros: 2_500_000, tokens: null, activeMs: null, regenerations: 3 },
      month: {
        installation: { costMicros: 100_000_000, tokens: null },
        space: { costMicros: null, tokens: null },
        person: { costMicros: null, tokens: 9_000 },
      },
      thresholds: { green: 0.9, yellow: 0.6 },
      interview: { rounds: 0, questions: 3, ready: 0.2 },
      approvals: {
        expiresMs: 3_600_000,
        onExpiry: "defer",
        fourEyes: true,
        quorum: 2,
        approvers: { external: ["slack:U1", "@ops"], write: [] },
      },
    });
    expect(config.proceduresDirectory).toBe(join(home, "recipes"));
    expect(config.commands).toEqual({ terraform: { forms: { plan: { options: "-no-color -input=false", arguments: "path?" } } } });
    const docker = { image: "node:24", cpus: 1.5 };
    expect(config.sandbox).toEqual({ memoryBytes: 512 * 1024 ** 2, timeoutMs: 30_000, processes: 7, backend: "docker", docker });
    const check = { check: "unit", purpose: "test", title: "npm test", argv: ["npm", "test"], directory: ".", required: true };
    const { policy } = config;
    const setup = {
      command: ["npm", "ci"],
      network: ["registry.example.org:8443"],
      secrets: ["NPM_TOKEN"],
      cache: ["web/node_modules"],
      timeoutMs: 30_000,
    };
    expect(config.spaces).toEqual([
      {
        name: "shop",
        path: `${join(home, "shop")}/`,
        rooms: ["slack:C1", "slack:T1/C2", "discord:*"],
        workspace: "copy",
        autonomy: null,
        checks: [check],
        setup,
        policy,
      },
      {
        ...{ name: "docs", path: "/srv/docs", rooms: [], workspace: null, autonomy: "manual", checks: null, setup: null },
        // What the space does not say is as everywhere.
        policy: {
          ...policy,
          autonomy: "manual",
          requesters: ["@writers"],
          limits: { ...policy.limits, activeMs: 600_000 },
          month: { ...policy.month, space: { costMicros: 20_000_000, tokens: null } },
          thresholds: { green: 0.9, yellow: 0.5 },
          approvals: {
            ...policy.approvals,
            ...{ quorum: 3, deferMs: 2 * 24 * 3_600_000, confirmFrom: "write", onlyOn: "slack", membersAnswer: true },
            approvers: { external: ["slack:U1", "@ops"], write: ["@leads"] },
          },
        },
      },
    ]);
  });

  test("is overruled by the environment", () => {
    const { model } = read("model: { name: a, base_url: http://a/v1 }", { ADJUTANT_MODEL: "b", OPENAI_BASE_URL: "http://b/v1" });
    expect(model).toMatchObject({ name: "b", baseUrl: "http://b/v1" });
  });

  test("cannot be changed afterwards, at any depth", () => {
    const config = read("spaces: [{ name: a, path: /a }]");
    expect(() => Object.assign(config.policy.limits, { costMicros: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.spaces[0] ?? {}, { path: "/" })).toThrow(TypeError);
  });
});

describe("what is wrong is told with its line, its key and its cure", () => {
  const at = "~/.config/adjutant/adjutant.yaml";
  test.each([
    ["# one\nlimits:\n  cost: 2 USD\n", `${at}:3: limits.cost: expected a number of dollars, got "2 USD". Write 2.`],
    ["limits:\n  cost: -1\n", `${at}:2: limits.cost: expected a number of dollars, got -1. Write 2.`],
    ["limits:\n  cost:\n", `${at}:2: limits.cost: expected a number of dollars, got nothing. Write 2.`],
    ["limits:\n  tokens: 1.5\n", `${at}:2: limits.tokens: expected a whole number of tokens, got 1.5. Write 2000000.`],
    [
      "limits: 5\n",
      `${at}:1: limits: expected a group of cost, tokens, minutes, regenerations, month, got 5. Write one key: value a line below it.`,
    ],
    [
      "limits:\n  cots: 2\n",
      `${at}:2: limits.cots: expected one of cost, tokens, minutes, regenerations, month, got cots. Did you mean cost?`,
    ],
    [
      "commands:\n  terraform: [plan]\n",
      `${at}:2: commands.terraform: expected a group of options, arguments, subcommands, got a list. Write one key: value a line below it.`,
    ],
    [
      "commands:\n  tool:\n    options: [no-color]\n",
      `${at}:3: commands.tool.options[1]: expected an option (-x, --name, --name=word, --name=<path>, --name[=<path>]), got "no-color". Write for example --out=<path>.`,
    ],
    [
      "commands:\n  tool:\n    options: [--out=<file>]\n",
      `${at}:3: commands.tool.options[1]: expected an option (-x, --name, --name=word, --name=<path>, --name[=<path>]), got "--out=<file>". Write for example --out=<path>.`,
    ],
    [
      "private_hosts: [GET git.example.com]\n",
      `${at}:1: private_hosts[1]: expected a host of your own network, got "GET git.example.com". Write git.example.com, git.example.com:8443 or *.example.com, without methods and paths.`,
    ],
    [
      "private_hosts: [10.0.0.5]\n",
      `${at}:1: private_hosts[1]: expected a host of your own network, got "10.0.0.5". "10.0.0.5" is an IP address; write the name of the host.`,
    ],
    [
      "commands: [terraform]\n",
      `${at}:1: commands: expected a group of programs, got a list. Write terraform: { subcommands: { plan: { arguments: [path] } } }.`,
    ],
    [
      "commands:\n  env: {}\n",
      `${at}:2: commands.env: env runs what its words say, which no list of options can hold. Remove it; plans run it in a shell step.`,
    ],
    [
      "commands:\n  bin/tool: {}\n",
      `${at}:2: commands.bin/tool: expected the name of a program, without its directory, got "bin/tool". Write for example terraform.`,
    ],
    [
      "commands:\n  tool:\n    subcommands:\n      --x: {}\n",
      `${at}:4: commands.tool.subcommands.--x: expected the words of a subcommand, got "--x". Write for example "state list".`,
    ],
    [
      "autonomie: full\n",
      `${at}:1: autonomie: expected one of model, spaces, secrets, private_hosts, agents, autonomy, requesters, limits, thresholds, approvals, interview, parallel, procedures, commands, sandbox, got autonomie. Did you mean autonomy?`,
    ],
    [
      "spaces:\n  - name: a\n    path: /a\n    thresholds:\n      green: 0.5\n",
      `${at}:4: spaces[1].thresholds.yellow: expected a number not above green (0.5), got 0.6. Write 0.5.`,
    ],
    [
      "approvals:\n  confirm_from: destructive\n",
      `${at}:2: approvals.confirm_from: expected one of external, execute, write, read, got "destructive". Write external.`,
    ],
    ["autonomy: guard-rails\n", `${at}:1: autonomy: expected one of manual, guardrails, full, got "guard-rails". Write guardrails.`],
    ["thresholds:\n  green: 85\n", `${at}:2: thresholds.green: expected a number from 0 to 1, got 85. Write 0.85.`],
    ["thresholds:\n  yellow: 0.9\n", `${at}:2: thresholds.yellow: expected a number not above green (0.85), got 0.9. Write 0.6.`],
    [
      "spaces:\n  - name: a\n    path: here\n",
      `${at}:3: spaces[1].path: expected an absolute path, or one that begins with ~/, got "here". Write for example ~/projects/shop.`,
    ],
    [
      "spaces:\n  - name: a\n",
      `${at}:2: spaces[1].path: expected an absolute path, or one that begins with ~/, got nothing. Write for example ~/projects/shop.`,
    ],
    [
      "spaces:\n  - { name: a, path: /a, rooms: [slack:C1] }\n  - { name: b, path: /b, rooms: [slack:C2, slack:C1] }\n",
      `${at}:3: spaces[2].rooms[2]: expected a room that no other space has, got "slack:C1" again. Take it out of one.`,
    ],
    [
      "spaces:\n  - { name: a, path: /a, rooms: [general] }\n",
      `${at}:2: spaces[1].rooms[1]: expected a room (channel:id), or every other room of a channel (channel:*), got "general". Write for example slack:C0123456789.`,
    ],
    [
      "spaces:\n  - { name: a, path: /a }\n  - { name: A, path: /b }\n",
      `${at}:3: spaces[2].name: expected a name of its own, got "A" again. Write another one.`,
    ],
    ["spaces: { name: a }\n", `${at}:1: spaces: expected a list, got a mapping. Write [{ name: shop, path: ~/projects/shop }].`],
    [
      "spaces:\n  - name: a\n    path: /a\n    checks:\n      - name: t\n        purpose: test\n        command: npm test\n",
      `${at}:7: spaces[1].checks[1].command: expected a program and its arguments as a list, got "npm test". Write [npm, test].`,
    ],
    [
      "spaces:\n  - name: a\n    path: /a\n    setup: { command: [npm, ci], cache: [../node_modules] }\n",
      `${at}:4: spaces[1].setup.cache[1]: expected a path inside the space, got "../node_modules". Write for example packages/api.`,
    ],
    [
      "approvals:\n  approvers:\n    external: [bob]\n",
      `${at}:3: approvals.approvers.external[1]: expected an account (channel:id) or a group (@name), got "bob". Write for example slack:U0123456789.`,
    ],
    [
      "approvals:\n  approvers:\n    extern: []\n",
      `${at}:3: approvals.approvers.extern: expected one of read, write, execute, external, destructive, got extern. Did you mean external?`,
    ],
    ["approvals:\n  four_eyes: on\n", `${at}:2: approvals.four_eyes: expected true or false, got "on". Write true.`],
    [
      "model:\n  base_url: http://u:p@x\n  name: a\n",
      `${at}:2: model.base_url: expected the address of an OpenAI-compatible server, got "http://u:p@x". Write for example http://127.0.0.1:11434/v1.`,
    ],
    [
      "model:\n  timeout_seconds: 5\n",
      `${at}:1: model.name: expected the name of a model, got nothing. Add name: gpt-5-mini, or set ADJUTANT_MODEL.`,
    ],
    [
      "- a\n",
      `${at}:1: expected a group of model, spaces, secrets, private_hosts, agents, autonomy, requesters, limits, thresholds, approvals, interview, parallel, procedures, commands, sandbox, got a list. Write one key: value a line below it.`,
    ],
    ["limits:\n  cost: [1\nx: y", `${at}:3: not readable as YAML: `],
    ["autonomy: full\nautonomy: manual\n", `${at}:2: not readable as YAML: Map keys must be unique. Look at indentation and quotes there.`],
    ["limits: *nowhere\n", `${at}:1: not readable as YAML: `],
  ])("%j", (yaml, message) => {
    expect(problemOf(yaml).startsWith(message) ? message : problemOf(yaml)).toBe(message);
  });

  test("a misspelt key is told before the one that it leaves missing", () => {
    expect(problemOf("spaces:\n  - name: a\n    pth: /a\n")).toMatch(
      /yaml:3: spaces\[1\]\.pth: .* Did you mean path\?\n.*yaml:2: spaces\[1\]\.path: .* got nothing\..*$/,
    );
  });

  test("how many steps run at once, of one task and of all, has a whole number", () => {
    const { policy, parallelProcess } = read("parallel:\n  task: 2\n  process: 3\n");
    expect([policy.parallelSteps, parallelProcess]).toEqual([2, 3]);
    expect(problemOf("parallel:\n  process: 0\n")).toBe(`${at}:2: parallel.process: expected a whole number of steps, got 0. Write 8.`);
  });

  test("everything that is wrong is told, a line for each thing, in the order of the file", () => {
    const told = problemOf("limits:\n  cost: a\n  hours: 3\n  days: 1\nautonomy: x\nthresholds:\n  green: 2\n").split("\n");
    expect(told.map((line) => line.replace(/(: expected).*/, ""))).toEqual([
      `${at}:2: limits.cost`,
      `${at}:3: limits.hours`,
      `${at}:4: limits.days`,
      `${at}:5: autonomy`,
      `${at}:7: thresholds.green`,
    ]);
    expect(problemOf("a: [1\nb: ]\n").split("\n").length).toBeGreaterThan(1);
  });

  test.runIf(process.getuid?.() !== 0)("a file that may not be read", () => {
    read("autonomy: full");
    chmodSync(join(home, ".config/adjutant/adjutant.yaml"), 0);
    expect(problemOf(null)).toBe(`${at}: cannot be read (EACCES). Make it a file that this account may read.`);
  });

  test.each([
    [{ PORT: "http" }, 'PORT: expected a port from 0 to 65535, got "http". Write 3737.'],
    [{ WEBHOOK_PORT: "70000" }, 'WEBHOOK_PORT: expected a port from 0 to 65535, got "70000". Write 3738.'],
    [{ ADJUTANT_HOME: "state" }, 'ADJUTANT_HOME: expected an absolute path, got "state". Write the whole path, beginning with /.'],
    [
      { ADJUTANT_LOG_LEVEL: "verbose" },
      'ADJUTANT_LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent, got "verbose". Write trace.',
    ],
    [
      { OPENAI_BASE_URL: "ftp://user:pw@x" },
      "OPENAI_BASE_URL: expected an address that begins with https:// or http://, without a password, got another one. Write the server's address.",
    ],
  ])("the environment: %j", (env, message) => {
    expect(problemOf(null, env)).toBe(message);
  });
});

describe("where any workspace may install the app", () => {
  test("a room of no space lets nobody ask who is not named; the rooms of a space are as anywhere", () => {
    const yaml = "spaces: [{ name: shop, path: /, rooms: ['slack:T1/*'] }]";
    const many = { SLACK_CLIENT_ID: "1.2" };
    const requestersOf = ({ policy, spaces }: Config) => [policy.requesters, spaces[0]?.policy.requesters];
    expect(requestersOf(read(yaml, many))).toEqual([[], null]);
    expect(requestersOf(read(`requesters: ["slack:U1"]\n${yaml}`, many))).toEqual([["slack:U1"], ["slack:U1"]]);
    expect(requestersOf(read(yaml))).toEqual([null, null]);
  });
});

describe("the examples", () => {
  const example = readFileSync(new URL("../../adjutant.example.yaml", import.meta.url), "utf8");

  test("the file is read, and what it does not call an example is the default", () => {
    const config = read(example);
    const { owner: _, ...policy } = defaultPolicy;
    const approvals = { ...config.policy.approvals, approvers: {}, onlyOn: null };
    expect({ ...config.policy, approvals, requesters: null }).toEqual(policy);
    expect(config.model?.name).toBe("gpt-5-mini");
  });

  test("the file names every key there is", () => {
    const keys = (yaml: string) =>
      problemOf(yaml)
        .match(/expected one of ([\w, ]+), got/)?.[1]
        ?.split(", ") ?? [];
    const groups = [
      "",
      "model:",
      "model: { price:",
      "limits:",
      "limits: { month:",
      "thresholds:",
      "interview:",
      "approvals:",
      "approvals: { approvers:",
      "procedures:",
      "sandbox:",
      "sandbox: { docker:",
      "commands: { terraform:",
    ];
    const inSpaces = ["zzz: 1", "checks: [{ zzz: 1, name: a, purpose: test, command: [a] }]", "setup: { zzz: 1, command: [a] }"].map(
      (rest) => `spaces: [{ name: a, path: /a, ${rest} }]`,
    );
    const closed = groups.map((start) => (start === "" ? "zzz: 1" : `${start} { zzz: 1 }${start.includes("{") ? " }" : ""}`));
    const all = [...closed, ...inSpaces].map(keys);
    for (const known of all) expect(known.length).toBeGreaterThan(0);
    for (const key of all.flat()) expect(example).toMatch(new RegExp(`^[\\s-]*${key}:`, "m"));
  });

  test("the list of variables holds exactly those that are read", () => {
    const listed = [...readFileSync(new URL("../../.env.example", import.meta.url), "utf8").matchAll(/^([A-Z_]+)=$/gm)].map(
      (match) => match[1] ?? "",
    );
    const sources = ["environment", "secrets"]
      .map((name) => readFileSync(new URL(`../../src/config/${name}.ts`, import.meta.url), "utf8"))
      .join("\n");
    const own = [...sources.matchAll(/"([A-Z]+(?:_[A-Z]+)*)"/g)].map((match) => match[1] ?? "");
    const usual = ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "DATABASE_PASSWORD"];
    expect(new Set(listed)).toEqual(new Set([...own.filter((name) => !usual.includes(name)), "ADJUTANT_SECRET_DEPLOY_TOKEN"]));
  });
});
