import { stepOf } from "../../src/domain/advance.ts";
import { openApprovals } from "../../src/domain/approval.ts";
import { usedNothing } from "../../src/domain/budget.ts";
import type { Context } from "../../src/domain/context.ts";
import type { PlanEdit } from "../../src/domain/edit.ts";
import { dueAt, effectsOf, wakeAt } from "../../src/domain/effect.ts";
import type { AttemptOutcome, TaskEvent } from "../../src/domain/event.ts";
import { faultCodes } from "../../src/domain/fault.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import type { Task, Thinking } from "../../src/domain/task.ts";
import type { Thought } from "../../src/domain/thought.ts";
import { askedBy } from "./alphabet.ts";
import { endedWith, openedBlank, verifiedWith } from "./walk.ts";
import { bareBrief, briefOf, commandOf, draftOf, faultOf, jon, mia, olga, resultOf, sam } from "./world.ts";

/** Turns a list of numbers into choices; when they are used up it always takes the first. */
export type Dice = { pick<One>(list: readonly [One, ...One[]]): One; roll(sides: number): number };

export function diceOf(numbers: readonly number[]): Dice {
  let at = 0;
  const roll = (sides: number) => {
    const value = numbers[at % Math.max(1, numbers.length)] ?? 0;
    at += 1;
    return (value + at) % sides;
  };
  return { roll, pick: (list) => list[roll(list.length)] ?? list[0] };
}

const everybody = [mia, olga, jon, sam] as const;
/** Approvers who never ask for anything themselves. */
const kim = { ...jon, id: "U8", name: "kim" };
const lee = { ...jon, id: "U9", name: "lee" };
const purposes = ["triage", "classify", "brief", "plan", "repair", "revise", "judge", "summary"] as const;
const usage = { promptTokens: 10, completionTokens: 5, costMicros: 1_000 };

/** One event out of everything that could ever arrive, sensible or not. `history` holds what arrived before. */
export function anyEvent(task: Task, context: Context, history: readonly TaskEvent[], dice: Dice): TaskEvent {
  const effects = effectsOf(task);
  const effect = effects[dice.roll(Math.max(1, effects.length))];
  // Most events are results of what is in flight, so that walks get somewhere.
  if (effect && dice.roll(3) > 0) {
    if (effect.kind === "run" && dice.roll(8) === 0)
      return { type: "moved", step: effect.step, attempt: effect.attempt, base: dice.pick(["abc", "def", null]) };
    if (effect.kind === "run") {
      const agent = stepOf(task, effect.step)?.agents[0];
      return endedWith(effect.step, effect.attempt, anyOutcome(dice, agent));
    }
    if (effect.kind === "verify") return anyVerification(effect.key, dice);
    return anyThought(effect.key, effect.thinking.purpose, task, dice.roll(8) === 0 ? 0 : task.heard, dice);
  }
  const make = dice.pick([
    worded,
    worded,
    decided,
    decided,
    edited,
    edited,
    commanded,
    answered,
    withdrawn,
    handed,
    strangeResult,
    repeated,
    clock,
    clock,
  ]);
  return make(task, context, dice, history);
}

type Maker = (task: Task, context: Context, dice: Dice, history: readonly TaskEvent[]) => TaskEvent;

const checkStates = ["passed", "failed", "red-before"] as const;

function anyVerification(of: string, dice: Dice): TaskEvent {
  if (dice.roll(6) === 0) return verifiedWith(of, { fault: "the sandbox is gone" });
  const check = { name: "npm test", state: dice.pick(checkStates), required: dice.roll(2) === 0, evidence: "e", newlyFailing: [] };
  return verifiedWith(of, { checks: [check], guarded: dice.pick([[], [], ["test/a.test.ts"]]) });
}

const worded: Maker = (_task, context, dice) => ({
  type: "said",
  by: dice.pick(everybody),
  text: dice.pick(["lgtm", "use tabs", "Yes", "1"]),
  receivedAt: context.now,
});

const withdrawn: Maker = (task, context, dice) => ({
  type: "withdrew",
  by: dice.pick(everybody),
  approval: task.approvals[dice.roll(Math.max(1, task.approvals.length))]?.id ?? "apr_none",
  verb: dice.pick(["approve", "reject"]),
  receivedAt: context.now,
});

const handed: Maker = (_task, _context, dice) => ({ type: "handed", by: dice.pick(everybody), to: dice.pick(everybody) });

const decided: Maker = (task, context, dice) => {
  const known = task.approvals[dice.roll(Math.max(1, task.approvals.length))]?.id ?? "apr_none";
  return {
    type: "decided",
    by: dice.pick(everybody),
    approval: dice.pick([null, null, known, "apr_none"]),
    verb: dice.pick(["approve", "approve", "approve", "approve", "change", dice.roll(5) === 0 ? "reject" : "approve"]),
    text: dice.pick([null, "make it blue"]),
    receivedAt: context.now - dice.pick([0, 0, 1_000]),
  };
};

const commanded: Maker = (_task, _context, dice) => ({
  type: "commanded",
  by: dice.pick(everybody),
  command: dice.pick(["pause", "resume", "resume", "proceed", dice.roll(20) === 0 ? "cancel" : "resume"]),
});

const edited: Maker = (task, _context, dice) => {
  const steps = (task.plan?.steps ?? []).map((step) => step.id);
  const step = steps[dice.roll(Math.max(1, steps.length))] ?? "none";
  const before = steps[dice.roll(Math.max(1, steps.length))] ?? "none";
  const edit = dice.pick<PlanEdit>([
    { kind: "remove", step },
    { kind: "skip", step },
    { kind: "move", step, before },
    { kind: "manual", step },
    { kind: "agent", step, agent: "codex" },
    { kind: "parameter", name: "x", value: "1" },
  ]);
  return { type: "edited", by: dice.pick(everybody), edit };
};

const answered: Maker = (task, context, dice) => {
  const { questions } = task.interview;
  const known = questions[dice.roll(Math.max(1, questions.length))]?.id ?? "qst_none";
  return {
    type: "answered",
    by: dice.pick(everybody),
    question: dice.pick([null, known, "qst_none"]),
    text: dice.pick(["Yes", "No", "blue"]),
    receivedAt: context.now - dice.pick([0, 0, 1_000]),
  };
};

/** Results nobody waits for: of other steps, other attempts, other questions. */
const strangeResult: Maker = (task, _context, dice) => {
  const steps = task.plan?.steps ?? [];
  const step = steps[dice.roll(Math.max(1, steps.length))]?.id ?? "none";
  const attempt = dice.roll(4);
  const made: readonly [TaskEvent, ...TaskEvent[]] = [
    endedWith(step, attempt, anyOutcome(dice, undefined)),
    { type: "lost", step, attempt },
    { type: "moved", step, attempt, base: dice.pick(["abc", "def", null]) },
    openedBlank,
    { type: "used", month: null },
    { type: "died", of: effectsOf(task).find((effect) => effect.kind !== "run")?.key ?? "think:none" },
    { type: "unthought", of: "think:none", purpose: dice.pick(purposes), fault: faultOf(dice.pick(faultCodes)), usage },
  ];
  const late = anyThought("think:none", dice.pick(purposes), task, dice.roll(3), dice);
  return dice.pick([...made, late, late]);
};

const repeated: Maker = (task, context, dice, history) => {
  const before = history[dice.roll(Math.max(1, history.length))];
  return before ?? clock(task, context, dice, history);
};

const clock: Maker = () => ({ type: "due" });

/** Any way an attempt may end. */
function anyOutcome(dice: Dice, agent: string | undefined): AttemptOutcome {
  const passed: AttemptOutcome = { kind: "passed", result: resultOf("done"), reason: null };
  const failed: AttemptOutcome = { kind: "failed", result: resultOf("exit 1", { ok: false, exitCode: 1 }), reason: null };
  const transient = dice.roll(2) === 0;
  const broken: AttemptOutcome = { kind: "broken", reason: "gone", transient, ...(agent === undefined ? {} : { agent }) };
  const asking: AttemptOutcome = { kind: "broken", reason: "the setup failed", transient: false, asks: true };
  const asks = agent === undefined ? passed : askedBy(agent);
  return dice.pick([passed, passed, asks, failed, broken, asking]);
}

function anyThought(of: string, purpose: Thinking["purpose"], task: Task, seen: number, dice: Dice): TaskEvent {
  if (dice.roll(7) === 0) return { type: "unthought", of, purpose, fault: faultOf(dice.pick(faultCodes)), usage };
  return { type: "thought", of, thought: thoughtFor(purpose, task, dice), usage, seen };
}

function thoughtFor(purpose: Thinking["purpose"], task: Task, dice: Dice): Thought {
  const score = () => dice.pick([0, 0.5, 0.9, 1]);
  switch (purpose) {
    case "triage": {
      const asks = [0, 1, 2].slice(dice.roll(4)).map((one) => ({ id: `q${one}`, text: "which?", choices: [], why: null }));
      return { purpose, value: { clarity: { goal: score(), constraints: score(), success: score() }, questions: asks } };
    }
    case "classify":
      return {
        purpose,
        value: { kind: dice.pick(["assent", "question", "change", "change", "stop", "chat"]), reply: null, instruction: "tabs" },
      };
    case "brief":
      return { purpose, value: dice.pick([bareBrief, briefOf("c1"), briefOf("c1", "c2")]) };
    case "plan":
      return { purpose, value: { reason: "a plan", base: "abc", steps: anySteps(dice) } };
    case "repair": {
      const replaces = dice.pick([[], (task.plan?.steps ?? []).slice(dice.roll(3)).map((step) => step.id)]);
      return { purpose, value: { reason: "a repair", steps: anySteps(dice, task), replaces } };
    }
    case "revise":
      return { purpose, value: { reason: "a change", brief: dice.pick([null, bareBrief, briefOf("c1")]), steps: anySteps(dice) } };
    case "judge": {
      const criteria = (task.brief?.criteria ?? []).map(({ id }) => ({
        id,
        met: dice.pick([true, true, false, null]),
        score: score(),
        evidence: "e",
      }));
      return { purpose, value: { criteria, instructions: null } };
    }
    case "summary":
      return { purpose, value: { headline: "Done.", done: [], not_done: [], next: [] } };
  }
}

const ids = ["a", "b", "c", "d"] as const;

/** One to four steps, mostly valid, with dependencies among themselves and sometimes on what is there already. */
function anySteps(dice: Dice, task: Task | null = null): readonly StepDraft[] {
  const old = (task?.plan?.steps ?? []).map((step) => step.id);
  return ids.slice(0, 1 + dice.roll(4)).map((id, index) => {
    const before = [...ids.slice(0, index), ...old];
    const dependsOn = before.filter(() => dice.roll(3) === 0);
    const odd = dice.roll(25) === 0 ? ["nowhere"] : [];
    return { ...anyStep(id, dice), dependsOn: [...dependsOn, ...odd], criteria: ["c1", "c2"], independent: dice.roll(4) === 0 };
  });
}

const npmTest = { kind: "test", input: { argv: ["npm", "test"] } } as const;

function anyStep(id: string, dice: Dice): StepDraft {
  return dice.pick([
    draftOf(id),
    commandOf(id),
    commandOf(id, ["src"]),
    commandOf(id, ["."]),
    commandOf(id, [], { needs: { ...nothing, network: ["api.stripe.com"] } }),
    commandOf(id, [], { needs: { ...nothing, hostPaths: ["/var/data"] } }),
    draftOf(id, { kind: "implement", input: { spec: "mend it" }, agent: dice.pick([null, "codex", "claude"]) }),
    draftOf(id, { kind: "ask", input: { question: "which?", choices: [] } }),
    draftOf(id, npmTest),
  ]);
}

/** Time of the next event: now, a little later, or at the task's next deadline. */
export function laterOf(task: Task, now: number, dice: Dice): number {
  const at = dueAt(task);
  const wake = at !== null && at > now && (at < now + 60_000 || dice.roll(4) === 0) ? at : now;
  return dice.pick([now, now + 1_000, now + 1_000, dice.roll(4) === 0 ? now + 3_600_000 : now, wake]);
}

/** What silence brings: effects fail or never come, people say nothing, time passes. */
export function silentEvent(task: Task, dice: Dice): TaskEvent {
  const effect = effectsOf(task)[0];
  if (!effect) return { type: "due" };
  if (effect.kind === "think") {
    const { purpose } = effect.thinking;
    return { type: "unthought", of: effect.key, purpose, fault: faultOf(dice.pick(faultCodes)), usage: usedNothing };
  }
  if (effect.kind === "verify") return verifiedWith(effect.key, { fault: "the sandbox is gone" });
  const failed: AttemptOutcome = { kind: "failed", result: resultOf("exit 1", { ok: false, exitCode: 1 }), reason: null };
  const outcome = dice.pick<AttemptOutcome>([
    failed,
    { kind: "broken", reason: "gone", transient: true },
    { kind: "broken", reason: "late", transient: false },
    { kind: "broken", reason: "the setup failed", transient: false, asks: true },
  ]);
  return endedWith(effect.step, effect.attempt, outcome);
}

/** What good will brings: effects succeed, people resume, answer and approve, each who may. */
export function kindEvent(task: Task, context: Context): TaskEvent {
  const at = wakeAt(task, context.now);
  if (effectsOf(task).length === 0 && at !== null && at <= context.now) return { type: "due" };
  if (task.pauses.some((pause) => pause.reason === "person")) return { type: "commanded", by: olga, command: "resume" };
  const approval = openApprovals(task.approvals).at(-1);
  if (approval) {
    // Whoever asked for it, or is handed it, may be barred by four-eyes: these two never are.
    const by = approval.votes.some((vote) => vote.by.name === kim.name) ? lee : kim;
    return { type: "decided", by, approval: approval.id, verb: "approve", text: null, receivedAt: context.now };
  }
  const question = task.interview.questions.find((one) => one.answer === null);
  if (question)
    return { type: "answered", by: task.requester, question: question.id, text: question.choices[0] ?? "Yes", receivedAt: context.now };
  const effect = effectsOf(task)[0];
  if (!effect) return { type: "due" };
  if (effect.kind === "run") return endedWith(effect.step, effect.attempt, { kind: "passed", result: resultOf("done"), reason: null });
  if (effect.kind === "verify") return verifiedWith(effect.key);
  return { type: "thought", of: effect.key, thought: kindThought(effect.thinking.purpose, task), usage: usedNothing, seen: task.heard };
}

function kindThought(purpose: Thinking["purpose"], task: Task): Thought {
  const criteria = (task.brief?.criteria ?? []).map(({ id }) => id);
  const steps = [draftOf("fine", { criteria })];
  switch (purpose) {
    case "triage":
      return { purpose, value: { clarity: { goal: 1, constraints: 1, success: 1 }, questions: [] } };
    case "classify":
      return { purpose, value: { kind: "chat", reply: null, instruction: null } };
    case "brief":
      return { purpose, value: briefOf("c1") };
    case "plan":
      return { purpose, value: { reason: "fine", base: null, steps } };
    case "repair":
      // Whatever failed, a test proves it again.
      return { purpose, value: { reason: "fine", steps: [draftOf("fine", { ...npmTest, criteria })], replaces: [] } };
    case "revise":
      return { purpose, value: { reason: "fine", brief: null, steps } };
    case "judge":
      return { purpose, value: { criteria: criteria.map((id) => ({ id, met: true, score: 1, evidence: "e" })), instructions: null } };
    case "summary":
      return { purpose, value: { headline: "Done.", done: [], not_done: [], next: [] } };
  }
}
