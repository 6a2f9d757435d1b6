import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sayDestination } from "../../src/domain/destination-words.ts";
import type { Json } from "../../src/domain/json.ts";
import { messageOf } from "../../src/domain/message.ts";
import { recordOf } from "../../src/domain/need-table.ts";
import { type Needs, nothing } from "../../src/domain/needs.ts";
import { openApproval } from "../../src/domain/opening.ts";
import { sayPath } from "../../src/domain/path-words.ts";
import type { SecretFacts, SecretRule } from "../../src/domain/secret.ts";
import { type Step, untouched } from "../../src/domain/step.ts";
import { compareTiers, type Tier, tiers } from "../../src/domain/tier.ts";
import { validatePlan } from "../../src/domain/validation.ts";
import { createEgress } from "../../src/egress/egress.ts";
import { openNetwork } from "../../src/egress/networked-sandbox.ts";
import { buildArguments } from "../../src/sandbox/bubblewrap/arguments.ts";
import { findBridge } from "../../src/sandbox/bubblewrap/bridge.ts";
import { createDescriptors } from "../../src/sandbox/bubblewrap/descriptors.ts";
import { grantFor, stepFiles } from "../../src/sandbox/granting.ts";
import { planRun } from "../../src/sandbox/plan.ts";
import type { Grant, Sandbox } from "../../src/sandbox/sandbox.ts";
import { agentWith, contextWith, draftOf, kinds, planWith, taskWith } from "../domain/world.ts";

/** What each kind of need must be at least, written down once more: the table is what is tried. */
const least: Readonly<Record<keyof Needs, Tier>> = { writes: "write", network: "external", secrets: "external", hostPaths: "destructive" };

const inputs: Readonly<Record<string, Json>> = {
  research: { query: "why" },
  draft: { instruction: "write" },
  shell: { command: "make all" },
  execute: { argv: ["make", "all"] },
  test: { argv: ["npm", "test"] },
  review: { artifact: "changes.diff" },
  notify: { to: "requester", text: "done" },
  implement: { spec: "do it" },
};

const values: Readonly<Record<string, string>> = { PAY: "sk-live-51d3adbe3f", MAIL: "mail-c0ffee-9a8b7c" };
const ruleOf = (name: string, destination: string): SecretRule => {
  const header = { name: "authorization", form: "Bearer {value}" };
  return { name, destinations: [destination], header, env: `${name}_KEY`, service: null };
};
const rules = [ruleOf("PAY", "api.pay.com"), ruleOf("MAIL", "POST mail.example.org/v1/*")];
const facts: readonly SecretFacts[] = rules.map(({ name, destinations, env }) => ({ name, destinations, variables: [env], lacking: null }));

/** Paths and destinations in every spelling that a plan may have them in. */
const anything = fc.record({
  kind: fc.constantFrom(...Object.keys(inputs)),
  label: fc.constantFrom(null, ...tiers),
  needs: fc.record({
    writes: fc.subarray(["src", "./src", "dist/", "src//deep", "docs/a b.md", "x,y", "größe.md", "anything in the workspace", ".//."]),
    network: fc.subarray(["api.pay.com", "*.example.org", "files.example.net:8443", "GET,POST hooks.example.net/v1/*", "mail.example.org"]),
    secrets: fc.subarray(Object.keys(values)),
    hostPaths: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray(["/srv", "/var/data, all"]) },
    ),
  }),
});

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "adjutant-agreement-")));
  for (const name of ["steps", "artifacts"]) await mkdir(join(root, name));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A step of such a kind with such needs, as a plan that was validated has it. */
function planned(kind: string, needs: Needs, label: string | null): Step {
  const draft = draftOf("one", { kind, input: inputs[kind] ?? null, needs, tier: label, criteria: [] });
  const validated = validatePlan([draft], { kinds, agents: [agentWith("claude")], secrets: facts, criteria: [] });
  const spec = validated.ok ? validated.steps[0] : undefined;
  if (spec === undefined) throw new Error(JSON.stringify(validated));
  return { ...spec, ...untouched };
}

/** What whoever approves the plan, and whoever confirms the step, is shown of it. */
function cardsOf(step: Step): readonly { readonly tier: Tier; readonly needs: readonly string[] }[] {
  const task = taskWith({ stage: "awaiting_approval", plan: planWith([step]) });
  return ([{ kind: "plan" }, { kind: "step", step: step.id }] as const).flatMap((subject) => {
    const approval = openApproval(task, subject, step.title, step.tier, contextWith()).task.approvals.at(-1);
    const message = approval && messageOf({ kind: "approval", approval }, task, contextWith());
    if (message?.kind !== "approval") throw new Error("nothing is asked");
    return message.plan?.steps ?? (message.step ? [message.step] : []);
  });
}

/** What a run came to: the grant the backend was handed, and its arguments. */
type Handed = { readonly grant: Grant; readonly args: readonly string[] };

/** The sandbox as the product opens it, with a backend that goes as far as the arguments of bwrap. */
function openSandbox(handed: Handed[]): Sandbox {
  const backend: Sandbox = {
    name: "arguments",
    account: null,
    probe: async () => ({ ok: true, backend: "arguments", detail: "" }),
    programs: () => [],
    run: async (command, grant) => {
      const surroundings = { account: null, governed: [join(root, "home")], lent: () => null };
      const plan = await planRun(command, grant, surroundings, (route) => findBridge(route, null));
      if (plan.kind === "refused") return plan;
      handed.push({ grant, args: buildArguments(plan.value, new Uint8Array(), createDescriptors()) });
      return { kind: "exited", exitCode: 0, output: { text: "", stdout: "", omittedBytes: 0 }, durationMs: 0 };
    },
  };
  return openNetwork(backend, createEgress({ secrets: { rules, value: (name) => values[name] ?? null } }));
}

/** One plan with all that comes of it; `handed` is null where the run was refused. */
type Trial = { readonly step: Step; readonly cards: ReturnType<typeof cardsOf>; readonly handed: Handed | null };

type Case = { readonly kind: string; readonly label: Tier | null; readonly needs: Needs };

async function tryOut({ kind, label, needs }: Case, run: number): Promise<Trial> {
  const workspace = join(root, `workspace-${run}`);
  await mkdir(workspace);
  const step = planned(kind, needs, label);
  const ground = { workspace, ...stepFiles({ steps: join(root, "steps"), artifacts: join(root, "artifacts") }, {}), limits: {} };
  const granted = grantFor(step.needs, ground);
  const handed: Handed[] = [];
  if (granted.kind === "granted") await openSandbox(handed).run({ argv: ["true"] }, granted.grant, new AbortController().signal);
  return { step, cards: cardsOf(step), handed: handed[0] ?? null };
}

let trials: readonly Trial[];
beforeAll(async () => {
  const cases = fc.sample(anything, { seed: 7, numRuns: 120 });
  const bare: Case = { kind: "research", label: null, needs: nothing };
  trials = await Promise.all([bare, ...cases].map(tryOut));
});

/** Every plan that was run, with the card and what the backend was handed. */
function runs(): readonly (Trial & { readonly handed: Handed; readonly card: readonly string[] })[] {
  return trials.flatMap((trial) => (trial.handed === null ? [] : [{ ...trial, handed: trial.handed, card: trial.cards[0]?.needs ?? [] }]));
}

/** Places inside that are bound writable, as paths of the workspace; `.` is all of it. */
function writableIn(args: readonly string[]): readonly string[] {
  const places = args.flatMap((word, at) => (word === "--bind" ? [args[at + 2] ?? ""] : []));
  return places.map((place) => (place === "/workspace" ? "." : place.replace(/^\/workspace\//, "")));
}

/** What a line of the card names: it separates by commas, and quotes what holds one. */
function namedBy(card: readonly string[], lead: string): ReadonlySet<string> {
  const line = card.find((one) => one.startsWith(lead))?.slice(lead.length) ?? "";
  return new Set(line.match(/"(?:[^"\\]|\\.)*"|[^,\s][^,]*/g)?.map((one) => one.replace(/\/("?)$/, "$1")) ?? []);
}

test("the tier on plan and confirmation is at least that of each need, and both say the same", () => {
  for (const { step, cards } of trials) {
    const asked = Object.entries(step.needs).flatMap(([need, all]) => (all.length > 0 ? [need] : []));
    const lower = Object.entries(least).filter(([need, tier]) => asked.includes(need) && compareTiers(step.tier, tier) < 0);
    expect(lower).toEqual([]);
    expect(cards.map(({ tier }) => tier)).toEqual([step.tier, step.tier]);
    expect(cards[1]?.needs).toEqual(cards[0]?.needs);
  }
});

test("what no sandbox gives is on the card, and nothing is run without it", () => {
  for (const { step, cards, handed } of trials) {
    expect(cards[0]?.needs.filter((line) => line.endsWith("on the host"))).toHaveLength(step.needs.hostPaths.length);
    expect(handed === null).toBe(step.needs.hostPaths.length > 0);
  }
  expect(trials.filter(({ handed }) => handed === null).length).toBeGreaterThan(5);
});

test("the paths on the card are exactly what is bound writable, beside where it leaves what it hands over", () => {
  for (const { handed, card } of runs()) {
    const bound = writableIn(handed.args).filter((place) => place !== "/artifacts");
    const words = bound.includes(".") ? ["anything in the workspace"] : bound.map(sayPath);
    expect(namedBy(card, "may change ")).toEqual(new Set(words));
    expect(writableIn(handed.args).filter((place) => place.startsWith("/"))).toEqual(["/artifacts"]);
  }
});

test("there is a way out where the card names destinations, and it was opened for those", () => {
  for (const { handed, card } of runs()) {
    const { network } = handed.grant;
    expect(handed.args.includes("/run/net/proxy.sock")).toBe(network.length > 0);
    const words = network.length > 0 ? [`can send data to ${network.map(sayDestination).join(", ")}`] : [];
    expect(card.filter((line) => line.startsWith("can send"))).toEqual(words);
  }
});

test("of the secrets on the card, and of no other, the command has a stand-in, and never the value", () => {
  for (const { handed, card } of runs()) {
    const named = card.flatMap((line) => (line.startsWith("uses the secret ") ? [line.slice("uses the secret ".length)] : []));
    expect(Object.keys(values).filter((name) => handed.args.includes(`${name}_KEY`))).toEqual(named);
    for (const value of Object.values(values)) expect(handed.args.join("\n")).not.toContain(value);
  }
});

test("the audit keeps what the backend was handed, and that is what was approved", () => {
  for (const { step, handed } of runs()) {
    const { writes, network, secrets = [] } = handed.grant;
    const { hostPaths: _, ...approved } = step.needs;
    expect(recordOf({ writes: [...writes], network: [...network], secrets: [...secrets] })).toEqual(approved);
  }
});
