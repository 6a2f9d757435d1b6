import { stepOf } from "../../src/domain/advance.ts";
import { openApprovals } from "../../src/domain/approval.ts";
import { usedNothing } from "../../src/domain/budget.ts";
import { dueAt, type Effect, effectsOf } from "../../src/domain/effect.ts";
import type { AttemptOutcome, TaskEvent } from "../../src/domain/event.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import type { Task, Thinking } from "../../src/domain/task.ts";
import type { Thought } from "../../src/domain/thought.ts";
import { noon } from "./canon.ts";
import { endedWith, openedBlank, verifiedWith } from "./walk.ts";
import { bareBrief, briefOf, commandOf, draftOf, faultOf, jon, olga, resultOf } from "./world.ts";

/** One thing that can happen next. */
export type Turn = {
  readonly event: TaskEvent;
  readonly at: number;
  /** Whose doing it is. Nobody's silence keeps the world or the clock from it. */
  readonly of: "person" | "world" | "clock";
  /** Whether people who want the task done, or a world in which all is well, would do it. */
  readonly kind: boolean;
};

/** What people do in a model beside deciding, answering and giving up, and which plans are made in it. */
export type Alphabet = {
  readonly plans: readonly Plan[];
  readonly pause: boolean;
  readonly say: boolean;
  readonly change: boolean;
  readonly edit: boolean;
};
export type Plan = readonly StepDraft[];

/** Everything that can happen to a task: each decision and word of a person, each outcome of each effect, and the clock. */
export function turnsOf(task: Task, alphabet: Alphabet): readonly Turn[] {
  const world = effectsOf(task).flatMap((effect) => outcomes(effect, task, alphabet.plans));
  const people = [...decisions(task), ...answers(task), ...commands(task), ...edits(task)].filter((turn) => isIn(turn, alphabet));
  const helpful = world.some((turn) => turn.kind) || people.some((turn) => turn.kind);
  const due = dueAt(task);
  const clock: Turn[] = due === null ? [] : [{ event: { type: "due" }, at: Math.max(due, noon), of: "clock", kind: !helpful }];
  return [...world, ...people, ...clock];
}

function isIn({ event }: Turn, { pause, say, change, edit }: Alphabet): boolean {
  if (event.type === "said") return say;
  if (event.type === "edited") return edit;
  if (event.type === "decided" && event.verb === "change") return change;
  return event.type !== "commanded" || event.command !== "pause" || pause;
}

function person(event: TaskEvent, kind = false): Turn {
  return { event, at: noon, of: "person", kind };
}

function world(event: TaskEvent, kind = false): Turn {
  return { event, at: noon, of: "world", kind };
}

function decisions(task: Task): readonly Turn[] {
  return openApprovals(task.approvals).flatMap(({ id, votes }) => {
    const decided = { type: "decided", by: olga, approval: id, receivedAt: noon } as const;
    return [
      person({ ...decided, verb: "approve", text: null }, true),
      person({ ...decided, verb: "reject", text: null }),
      person({ ...decided, verb: "change", text: "use tabs" }),
      ...votes.map(({ verb }) => person({ type: "withdrew", by: olga, approval: id, verb, receivedAt: noon })),
    ];
  });
}

function answers({ interview, sayings }: Task): readonly Turn[] {
  const open = interview.questions.filter((one) => one.answer === null);
  const named = open.flatMap(({ id, choices }) =>
    (choices.length > 0 ? choices : ["blue"]).map((text, index) =>
      person({ type: "answered", by: olga, question: id, text, receivedAt: noon }, index === choices.length - 1 || choices.length === 0),
    ),
  );
  const said = sayings.length < 1 ? [person({ type: "said", by: olga, text: "use tabs", receivedAt: noon })] : [];
  return [...named, ...said];
}

function commands({ pauses }: Task): readonly Turn[] {
  const held = pauses.some((pause) => pause.reason === "person" || pause.reason === "deferred");
  return (["pause", "resume", "proceed", "cancel"] as const).map((command) =>
    person({ type: "commanded", by: olga, command }, command === "resume" && held),
  );
}

function edits({ plan }: Task): readonly Turn[] {
  const [first] = plan?.steps ?? [];
  const handed = person({ type: "handed", by: olga, to: jon });
  const unasked = person({ type: "decided", by: olga, approval: null, verb: "change", text: "use tabs", receivedAt: noon });
  if (!first) return [handed, unasked];
  const kinds = (["remove", "skip", "manual"] as const).map((kind) => person({ type: "edited", by: olga, edit: { kind, step: first.id } }));
  return [handed, unasked, ...kinds];
}

function outcomes(effect: Effect, task: Task, plans: readonly Plan[]): readonly Turn[] {
  switch (effect.kind) {
    case "run": {
      const { step, attempt } = effect;
      const agent = stepOf(task, step)?.agents[0];
      const failed = { kind: "failed", result: resultOf("exit 1", { ok: false, exitCode: 1 }), reason: null } as const;
      return [
        world(endedWith(step, attempt, { kind: "passed", result: resultOf("done"), reason: null }), true),
        world(endedWith(step, attempt, failed)),
        world(endedWith(step, attempt, { kind: "broken", reason: "gone", transient: true })),
        world(endedWith(step, attempt, { kind: "broken", reason: "gone", transient: false })),
        world({ type: "lost", step, attempt }),
        ...(agent === undefined ? [] : [world(endedWith(step, attempt, askedBy(agent)))]),
      ];
    }
    case "verify": {
      const check = { name: "npm test", required: true, evidence: "e", newlyFailing: [] } as const;
      return [
        world(verifiedWith(effect.key), true),
        world(verifiedWith(effect.key, { checks: [{ ...check, state: "failed" }] })),
        world(verifiedWith(effect.key, { guarded: ["test/a.test.ts"] })),
        world(verifiedWith(effect.key, { fault: "the sandbox is gone" })),
        world({ type: "died", of: effect.key }),
      ];
    }
    case "think":
      return thoughts(effect.key, effect.thinking, task, plans);
  }
}

/** An agent that cannot go on without an answer. */
export function askedBy(agent: string): AttemptOutcome {
  return { kind: "asks", agent, question: "which?", choices: [], result: resultOf("which?", { ok: false }), reason: null };
}

function thoughts(of: string, { purpose }: Thinking, task: Task, plans: readonly Plan[]): readonly Turn[] {
  const [good, ...others] = answersTo(purpose, task, plans);
  // The purpose and its value are of one kind: both come from `answersTo`.
  const say = (value: Thought["value"], kind: boolean, seen = task.heard) =>
    world({ type: "thought", of, thought: { purpose, value } as Thought, usage: usedNothing, seen }, kind);
  const fault = (code: "model_unavailable" | "model_unreadable") =>
    world({ type: "unthought", of, purpose, fault: faultOf(code), usage: usedNothing });
  const stale = purpose === "plan" && good ? [say(good, false, task.heard - 1)] : [];
  return [
    ...(good ? [say(good, true)] : []),
    ...others.map((value) => say(value, false)),
    ...stale,
    fault("model_unavailable"),
    fault("model_unreadable"),
    world({ type: "died", of }),
  ];
}

const clear = { goal: 1, constraints: 1, success: 1 };
const vague = { goal: 0, constraints: 0, success: 0 };

/** What may be thought for a purpose: first what a model in its right mind says, then what else it might. */
function answersTo(purpose: Thinking["purpose"], task: Task, plans: readonly Plan[]): readonly Thought["value"][] {
  const criteria = (task.brief?.criteria ?? []).map(({ id }) => id);
  const judged = (met: boolean | null, score: number) => ({
    criteria: criteria.map((id) => ({ id, met, score, evidence: "e" })),
    instructions: null,
  });
  switch (purpose) {
    case "triage":
      return [
        { clarity: clear, questions: [] },
        { clarity: vague, questions: [{ id: "q", text: "which?", choices: [], why: null }] },
      ];
    case "classify":
      return [
        { kind: "chat", reply: null, instruction: null },
        { kind: "change", reply: null, instruction: "use tabs" },
      ];
    case "brief":
      return [briefOf("c1"), bareBrief];
    case "plan":
      return [...plans, []].map((steps) => ({ reason: "r", base: null, steps }));
    case "repair":
      return [[commandOf("mend", ["."], { kind: "test", input: { argv: ["npm", "test"] } })], []].map((steps) => ({
        reason: "r",
        steps,
        replaces: [],
      }));
    case "revise":
      return [...plans.slice(0, 1), []].map((steps) => ({ reason: "r", brief: null, steps }));
    case "judge":
      return [judged(true, 1), judged(false, 0), judged(null, 0.7)];
    case "summary":
      return [{ headline: "Done.", done: [], not_done: [], next: [] }];
  }
}

/** Two steps each. */
export const readThenWrite: Plan = [draftOf("a"), commandOf("b", ["."], { dependsOn: ["a"] })];
export const writeThenSend: Plan = [commandOf("a", ["."]), commandOf("b", [], { tier: "external", dependsOn: ["a"] })];
export const askThenRead: Plan = [
  draftOf("a", { kind: "ask", input: { question: "which?", choices: [] } }),
  draftOf("b", { dependsOn: ["a"] }),
];

export const delegateThenRead: Plan = [draftOf("a", { kind: "implement", input: { spec: "mend it" } }), draftOf("b", { dependsOn: ["a"] })];

/** How a task begins. */
export const beginnings: readonly TaskEvent[] = [
  openedBlank,
  { ...openedBlank, triage: { clarity: vague, questions: [] } },
  { ...openedBlank, fault: faultOf("model_unavailable") },
];
