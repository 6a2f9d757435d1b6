import { stepOf } from "../../src/domain/advance.ts";
import { openApprovals, type Verb } from "../../src/domain/approval.ts";
import { type Usage, usedNothing } from "../../src/domain/budget.ts";
import type { Context } from "../../src/domain/context.ts";
import { type Effect, effectsOf, wakeAt } from "../../src/domain/effect.ts";
import type { AttemptOutcome, TaskEvent } from "../../src/domain/event.ts";
import type { Fault } from "../../src/domain/fault.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import type { Principal } from "../../src/domain/principal.ts";
import type { Outcome, Post, TaskRecord } from "../../src/domain/record.ts";
import type { Step } from "../../src/domain/step.ts";
import type { Task, Thinking } from "../../src/domain/task.ts";
import type { Thought } from "../../src/domain/thought.ts";
import { transition } from "../../src/domain/transition.ts";
import type { Verification } from "../../src/domain/verification.ts";
import { broken, type Memory } from "./invariants.ts";
import { briefOf, contextWith, mia, olga, resultOf, taskWith, withPaid } from "./world.ts";

type ValueOf<Purpose extends Thought["purpose"]> = Extract<Thought, { purpose: Purpose }>["value"];

/** What the world answers, in order; the last answer repeats. A purpose or step without one gets what is usual. */
export type Script = {
  readonly thoughts?: { readonly [Purpose in Thought["purpose"]]?: readonly (ValueOf<Purpose> | { readonly fault: Fault })[] };
  readonly steps?: Readonly<Record<string, readonly Answer[]>>;
  /** What checks find, by `checks` for the task and `checks of <step>`. */
  readonly checks?: Readonly<Record<string, readonly Found[]>>;
};
type Found = Partial<Verification> | { readonly fault: string };
type Answer = "pass" | "fail" | "break" | "flicker" | AttemptOutcome;

/** One task in a world that answers by a script. Every event is checked against what must always hold. */
export type Walk = {
  readonly task: Task;
  readonly context: Context;
  /** What was put into flight, in order: `think plan`, `run build 1`. */
  readonly journal: readonly string[];
  readonly records: readonly TaskRecord[];
  send(event: TaskEvent): Outcome;
  /** Answers effects until none is in flight. */
  settle(): Walk;
  /** Answers one effect: the named step's, the named thought's, or the first. */
  finish(name?: string): Walk;
  decide(verb: Verb, text?: string | null, by?: Principal): Outcome;
  command(command: "cancel" | "pause" | "resume" | "proceed", by?: Principal): Outcome;
  say(text: string, by?: Principal): Outcome;
  answer(text: string, by?: Principal): Outcome;
  /** Lets time pass until the task wakes by itself, and tells it. */
  sleep(): Outcome;
  pass(ms: number): Walk;
  step(id: string): Step;
};

export function walkFrom(start: Task, script: Script = {}, options: Partial<Context> = {}): Walk {
  let task = start;
  let context = contextWith(options);
  const memory: Memory = { attempts: new Map() };
  const [journal, records, seen] = [[] as string[], [] as TaskRecord[], new Set<string>()];
  const world = scripted(script);
  const look = () => {
    for (const effect of effectsOf(task)) {
      if (seen.has(effect.key)) continue;
      seen.add(effect.key);
      journal.push(nameOf(effect));
    }
  };
  const pass = (ms: number) => {
    context = { ...context, now: context.now + ms };
  };
  const send = (event: TaskEvent): Outcome => {
    pass(1_000);
    const before = withPaid(task, event);
    const outcome = transition(before, event, context);
    const wrong = broken({ before, event, outcome, context }, memory);
    if (wrong.length > 0) throw new Error(`${wrong.join("; ")} — after ${JSON.stringify(event)} in ${before.stage}`);
    if (outcome.kind === "refused") return outcome;
    task = outcome.task;
    records.push(...outcome.records);
    look();
    return outcome;
  };
  const finish = (name?: string) => {
    const effect = effectsOf(task).find((one) => name === undefined || name === calledOf(one));
    if (!effect) throw new Error(`nothing called ${name} is in flight in ${task.stage}`);
    send(world(effect, task));
    return self;
  };
  const self: Walk = {
    get task() {
      return task;
    },
    get context() {
      return context;
    },
    journal,
    records,
    send,
    finish,
    settle: () => {
      for (let turn = 0; effectsOf(task).length > 0; turn += 1) {
        if (turn > 500) throw new Error(`no rest in ${task.stage}: ${journal.slice(-5).join(", ")}`);
        finish();
      }
      return self;
    },
    decide: (verb, text = null, by = mia) => send({ type: "decided", by, approval: null, verb, text, receivedAt: context.now + 1_000 }),
    command: (command, by = mia) => send({ type: "commanded", by, command }),
    say: (text, by = mia) => send({ type: "said", by, text, receivedAt: context.now + 1_000 }),
    answer: (text, by = mia) => send({ type: "answered", by, question: null, text, receivedAt: context.now + 1_000 }),
    sleep: () => {
      const at = wakeAt(task, context.now);
      if (at === null) throw new Error(`nothing wakes it in ${task.stage}`);
      pass(Math.max(0, at - context.now));
      return send({ type: "due" });
    },
    pass: (ms) => {
      pass(ms);
      return self;
    },
    step: (id) => {
      const step = stepOf(task, id);
      if (!step) throw new Error(`there is no step ${id}`);
      return step;
    },
  };
  look();
  return self;
}

/** What a task begins with when nobody scored its request. */
export const openedBlank = { type: "opened", triage: null, fault: null, usage: usedNothing } as const;

/** A walk that has just been opened with nothing known. */
export function opened(task: Task, script: Script = {}, options: Partial<Context> = {}): Walk {
  const walk = walkFrom(task, script, options);
  walk.send(openedBlank);
  return walk;
}

export const planOf = (...steps: readonly StepDraft[]) => ({ reason: "r", base: null, steps });

/** A task whose plan waits for its approval, or runs where none is needed. */
export function planned(steps: readonly StepDraft[], more: Script = {}, rest: Partial<Task> = {}, options: Partial<Context> = {}): Walk {
  const thoughts = { brief: [briefOf()], plan: [planOf(...steps)], ...more.thoughts };
  const walk = opened(taskWith(rest), { ...more, thoughts }, options);
  for (const purpose of ["triage", "brief", "plan"]) walk.finish(purpose);
  return walk;
}

/** A task whose plan has just been approved and runs. */
export function running(...made: Parameters<typeof planned>): Walk {
  const walk = planned(...made);
  if (askedNow(walk.task).includes("plan")) walk.decide("approve", null, olga);
  return walk;
}

/** What is asked now, as the approval's subject kinds. */
export function askedNow(task: Task): readonly string[] {
  return openApprovals(task.approvals).map((one) => one.subject.kind);
}

/** Texts of the replies so far. */
export function repliesOf(records: readonly TaskRecord[]): readonly string[] {
  return postsOf(records).flatMap((post) => (post.kind === "reply" ? [post.text] : []));
}

export function postsOf(records: readonly TaskRecord[]): readonly Post[] {
  return records.flatMap((record) => (record.type === "post" ? [record.post] : []));
}

function nameOf(effect: Effect): string {
  return effect.kind === "run" ? `run ${effect.step} ${effect.attempt}` : `${effect.kind} ${calledOf(effect)}`;
}

/** The short name an effect has in walks: the step, the purpose, or what is verified. */
function calledOf(effect: Effect): string {
  switch (effect.kind) {
    case "run":
      return effect.step;
    case "think":
      return effect.thinking.purpose;
    case "verify":
      return effect.subject.kind === "step" ? `checks of ${effect.subject.step}` : "checks";
  }
}

function scripted(script: Script): (effect: Effect, task: Task) => TaskEvent {
  const turns = new Map<string, number>();
  const take = <One>(key: string, list: readonly One[] | undefined): One | undefined => {
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return list?.[Math.min(turn, list.length - 1)];
  };
  return (effect, task) => {
    if (effect.kind === "run") {
      const answer = take(effect.step, script.steps?.[effect.step]) ?? "pass";
      return endedWith(effect.step, effect.attempt, typeof answer === "string" ? outcomeOf(answer, effect.step) : answer);
    }
    if (effect.kind === "verify") return verifiedWith(effect.key, take(calledOf(effect), script.checks?.[calledOf(effect)]));
    const { purpose } = effect.thinking;
    const answers: readonly (Thought["value"] | { readonly fault: Fault })[] | undefined = script.thoughts?.[purpose];
    const value = take(purpose, answers) ?? usual(effect.thinking, task);
    if ("fault" in value) return { type: "unthought", of: effect.key, purpose, fault: value.fault, usage: usedNothing };
    // The script's type ties each purpose to its value, which an indexed lookup cannot show.
    return { type: "thought", of: effect.key, thought: { purpose, value } as Thought, usage: usedNothing, seen: task.heard };
  };
}

/** What the project's checks say; by default there are none, and nothing that judges the work was touched. */
export function verifiedWith(of: string, found: Found = {}): TaskEvent {
  if ("fault" in found) return { type: "verified", of, found: null, fault: found.fault, usage: usedNothing };
  const nothingFound = { tree: of, changed: ["src/a.ts"], guarded: [], checks: [] };
  return { type: "verified", of, found: { ...nothingFound, ...found }, fault: null, usage: usedNothing };
}

/** What a step's attempt ended with; `more` says what it told and used. */
export function endedWith(
  step: string,
  attempt: number,
  outcome: AttemptOutcome,
  more: { readonly told?: readonly string[]; readonly usage?: Usage } = {},
): TaskEvent {
  return { type: "ended", step, attempt, outcome, told: more.told ?? [], usage: more.usage ?? usedNothing };
}

function outcomeOf(answer: "pass" | "fail" | "break" | "flicker", step: string): AttemptOutcome {
  switch (answer) {
    case "pass":
      return { kind: "passed", result: resultOf(`${step} done`), reason: null };
    case "fail":
      return { kind: "failed", result: resultOf(`${step} exit 1`, { ok: false, exitCode: 1 }), reason: null };
    case "break":
      return { kind: "broken", reason: "the sandbox is gone", transient: false };
    case "flicker":
      return { kind: "broken", reason: "a timeout", transient: true };
  }
}

/** The answer of a world in which all is well. */
function usual({ purpose }: Thinking, task: Task): Thought["value"] {
  switch (purpose) {
    case "triage":
      return { clarity: { goal: 1, constraints: 1, success: 1 }, questions: [] };
    case "classify":
      return { kind: "chat", reply: "Noted.", instruction: null };
    case "judge":
      return {
        criteria: (task.brief?.criteria ?? []).map(({ id }) => ({ id, met: true, score: 1, evidence: "seen" })),
        instructions: null,
      };
    case "summary":
      return { headline: "All done.", done: [], not_done: [], next: [] };
    default:
      throw new Error(`the script has no ${purpose}`);
  }
}
