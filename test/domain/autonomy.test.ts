import { describe, expect, test } from "vitest";
import { asks } from "../../src/domain/autonomy.ts";
import type { Context } from "../../src/domain/context.ts";
import type { Grant } from "../../src/domain/grant.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { autonomies } from "../../src/domain/policy.ts";
import type { Task } from "../../src/domain/task.ts";
import { askedNow, planned, planOf, running, type Script, type Walk } from "./walk.ts";
import { bareBrief, briefOf, commandOf, draftOf, olga } from "./world.ts";

const met = { criteria: [{ id: "c1", met: true, score: 1, evidence: "seen" }], instructions: null };
const doubtful = { criteria: [{ id: "c1", met: null, score: 0.7, evidence: "cannot tell" }], instructions: null };
const outside = commandOf("call", [], { tier: "external" });
const pinned = { name: "p", digest: "d", pinned: true, headline: "a", parameters: {} };

const grant: Grant = {
  id: "grt_1",
  owner: "slack:U2",
  ownerName: "olga",
  tier: "external",
  kind: "execute",
  shape: "make call",
  needs: nothing,
  agents: [],
  space: null,
  room: null,
  givenAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  usesLeft: 5,
  revokedAt: null,
};

/** A task that runs until a person is asked or it ends; a plan that is asked about first is approved where `past` says so. */
type Scene = {
  readonly steps: readonly StepDraft[];
  readonly script?: Script;
  readonly task?: Partial<Task>;
  readonly options?: Partial<Context>;
  /** Approvals that are not what this row is about. */
  readonly past?: readonly string[];
  /** The subject a person is asked about where the row says so. */
  readonly asked: string;
};

const scenes: { readonly [Matter in keyof typeof asks]: Scene } = {
  readPlan: { steps: [draftOf("look")], asked: "plan" },
  pinnedPlan: {
    steps: [commandOf("unit", [], { criteria: [] })],
    script: { thoughts: { brief: [bareBrief], plan: [planOf(commandOf("unit", [], { criteria: [] }))] } },
    task: { procedure: pinned },
    options: { hasModel: false },
    asked: "plan",
  },
  plan: { steps: [commandOf("build", ["src"])], asked: "plan" },
  withinApproved: {
    steps: [commandOf("build", ["src"])],
    script: {
      steps: { build: ["fail"] },
      thoughts: { repair: [{ reason: "r", replaces: ["build"], steps: [commandOf("again", ["src"])] }] },
    },
    past: ["plan 1", "step"],
    asked: "plan",
  },
  tameStep: { steps: [commandOf("build", ["src"])], past: ["plan"], asked: "step" },
  riskyStep: { steps: [outside], past: ["plan"], asked: "step" },
  grantedStep: { steps: [outside], options: { grants: [grant] }, past: ["plan"], asked: "step" },
  green: { steps: [draftOf("look")], script: { thoughts: { judge: [met] } }, past: ["plan"], asked: "result" },
  yellow: { steps: [draftOf("look")], script: { thoughts: { judge: [doubtful] } }, past: ["plan"], asked: "result" },
  uncuredRed: {
    steps: [commandOf("build", ["src"])],
    script: {
      steps: { build: ["fail"], again: ["fail"], "again-r2": ["fail"] },
      thoughts: { repair: [{ reason: "r", replaces: [], steps: [commandOf("again", ["src"])] }] },
    },
    past: ["plan", "step"],
    asked: "result",
  },
};

/** Goes on past what the row is not about, and says what a person is asked at last. */
function askedAt(walk: Walk, past: readonly string[]): readonly string[] {
  for (let turn = 0; turn < 20; turn += 1) {
    walk.settle();
    const [asked] = askedNow(walk.task);
    const version = walk.task.plan?.version;
    if (asked === undefined || !(past.includes(asked) || past.includes(`${asked} ${version}`))) return askedNow(walk.task);
    walk.decide("approve", null, olga);
  }
  throw new Error("it never came to rest");
}

describe.each(autonomies)("in %s", (autonomy) => {
  test.each(Object.entries(asks))("%s is asked about as the table says", (matter, row) => {
    const scene = scenes[matter as keyof typeof asks];
    const script = { ...scene.script, thoughts: { brief: [briefOf()], ...scene.script?.thoughts } };
    const walk = planned(scene.steps, script, { ...scene.task, autonomy }, scene.options);
    const asked = askedAt(walk, scene.past ?? []);
    if (row[autonomy]) expect(asked).toEqual([scene.asked]);
    else expect(asked).not.toContain(scene.asked);
  });
});

test("what autonomy lets run unasked says so on the plan", () => {
  const because = autonomies.map((autonomy) => running([draftOf("look")], {}, { autonomy }).task.plan?.approvedBy);
  expect(because).toEqual(["approved by olga", "only read steps", "autonomy full"]);
});
