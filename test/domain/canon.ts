import { type Approval, openApprovals } from "../../src/domain/approval.ts";
import { spentNothing } from "../../src/domain/budget.ts";
import { mostDeaths } from "../../src/domain/deaths.ts";
import { effectsOf } from "../../src/domain/effect.ts";
import { noInterview, openQuestions, type Question } from "../../src/domain/interview.ts";
import type { Json } from "../../src/domain/json.ts";
import { isSettled, type Step } from "../../src/domain/step.ts";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { unlimited } from "./world.ts";

/** The moment at which every canonical task is looked at. */
export const noon = 1_000_000_000_000;
const day = 24 * 3_600_000;

/** Moments that tell one thing from the next, or when something was, but decide nothing once they have passed. */
const pastTimes = new Set(["createdAt", "movedAt", "startedAt", "endedAt", "askedAt", "openedAt", "heardAt", "at"]);
/** Words for people, which decide nothing; null says that there are none. */
const words = new Set([
  "title",
  "text",
  "why",
  "headline",
  "output",
  "summary",
  "approvedBy",
  "instruction",
  "instructions",
  "evidence",
  "tree",
]);
const ids = /^(?:apr|qst|pln|grt)_/;

/**
 * The task with everything reduced that makes states look different which behave alike: ids are renamed in order of appearance,
 * deadlines are whole days from noon, words are one word, counters that only name things are one, and what is closed
 * and nobody looks at any more is left out. So the states of a task are finitely many.
 */
export function canonical(task: Task, now: number): Task {
  const names = new Map<string, string>();
  const textOf = (text: string, key: string, specified: boolean) => {
    if (!ids.test(text)) return words.has(key) && !specified ? "…" : text;
    names.set(text, names.get(text) ?? `${text.slice(0, 4)}${names.size}`);
    return names.get(text) ?? "";
  };
  const reduce = (value: Json, key: string, specified: boolean): Json => {
    if (typeof value === "string") return textOf(value, key, specified);
    if (typeof value === "number") return numberOf(value, key, now);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((one) => reduce(one, key, specified));
    // The words of a plan are part of its digest, by which it is approved; there are as many as there are plans.
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, reduce(one, name, specified || name === "plan")]));
  };
  // A task is JSON all through, and its shape is kept: only values change.
  const reduced = reduce({ ...withoutHistory(task, now), deaths: {} } as unknown as Json, "", false) as unknown as Task;
  return { ...reduced, deaths: deathsOf(task, reduced) };
}

/** What is counted by the key of an effect is counted by its new one. Who died once may as well have died as often as is borne. */
function deathsOf(task: Task, reduced: Task): Task["deaths"] {
  const named = effectsOf({ ...reduced, pauses: [] });
  const counted = effectsOf({ ...task, pauses: [] }).map(({ key }, index) => [named[index]?.key ?? "", task.deaths[key] ?? 0] as const);
  return Object.fromEntries(counted.filter(([, count]) => count > 0).map(([key]) => [key, mostDeaths - 1]));
}

function numberOf(value: number, key: string, now: number): number {
  if (key === "attempt") return Math.min(value, 1);
  if (value < noon / 2) return value;
  if (key === "notBefore") return value > now ? noon + 1_000 : noon;
  return pastTimes.has(key) ? noon : noon + Math.round((value - now) / day) * day;
}

/** The task without what is over: answers that were given, what was asked before there was a brief, closed approvals, what was spent. */
function withoutHistory(task: Task, now: number): Task {
  const { plan, interview, thinking, evaluation, best, spend, limits } = task;
  // An end is an end, whatever led to it.
  if (isEnded(task.stage))
    return {
      ...task,
      plan: null,
      brief: null,
      approvals: [],
      evaluation: null,
      verification: null,
      best: null,
      interview: noInterview,
      repairs: 0,
      generations: 0,
      announced: {},
      spend: spentNothing,
      limits: unlimited,
      ending: null,
      heard: 0,
    };
  const open = openApprovals(task.approvals);
  const closed = closedApprovals(task);
  const versions = [...new Set([plan?.version ?? 0, ...open.map((one) => one.version)])].sort((a, b) => a - b);
  // The first version is special: it may be a recipe's own.
  const versionOf = (version: number) => (version <= 1 ? version : 2 + versions.indexOf(version));
  const questions = openQuestions(interview.questions).filter(
    (one, index, all) => !all.slice(0, index).some((other) => isAlike(one, other)),
  );
  return {
    ...task,
    requester: { ...task.requester, id: "U1", name: "mia", groups: [] },
    requestedBefore: [],
    heard: 0,
    interview: { ...(task.brief ? noInterview : interview), questions },
    approvals: [...closed.map(forgotten), ...open.map((one) => ({ ...one, version: versionOf(one.version) }))],
    brief: task.brief && { ...task.brief, reason: null },
    plan: plan && {
      ...plan,
      version: versionOf(plan.version),
      reason: "",
      approvedBy: plan.approvedBy && "…",
      steps: plan.steps.map(withoutPast),
    },
    thinking: thinking && { ...thinking, since: now, feedback: thinking.feedback.slice(0, 1).map(() => "…") },
    verification: task.stage === "evaluating" ? task.verification : null,
    evaluation: evaluation && { ...evaluation, score: 0, criteria: [], checks: [], guarded: [] },
    best: best && { ...best, version: 1, generation: 1, score: 0, snapshot: null },
    spend: { ...spend, costMicros: 0, activeMs: 0, unmetered: 0, regenerations: limits.regenerations === null ? 0 : spend.regenerations },
    ending: task.ending && { headline: "…", done: [], notDone: [], next: [] },
  };
}

/** Closed approvals that still allow something: the plan's, a step's, and that the result was accepted. */
function closedApprovals({ plan, approvals }: Task): readonly Approval[] {
  const needed = new Set([plan?.approval, ...(plan?.steps ?? []).map((step) => step.allowedBy)]);
  const accepted = approvals.find((one) => one.subject.kind === "result" && one.status === "approved");
  return approvals.filter((one) => one.status !== "open" && (one === accepted || needed.has(one.id)));
}

function forgotten(approval: Approval): Approval {
  return {
    ...approval,
    version: 1,
    reason: null,
    expiresAt: noon,
    reminders: 0,
    subject: { kind: approval.subject.kind } as Approval["subject"],
  };
}

/** Of several offers to change the plan one says as much. */
function isAlike(one: Question, other: Question): boolean {
  return one.topic === other.topic && one.step === other.step && one.round === other.round && one.step === null;
}

function withoutPast(step: Step): Step {
  const said = { ...step, reason: step.reason && "…", instructions: step.instructions && "…", result: null };
  return isSettled(step.status) ? { ...said, faults: 0, losses: 0, notBefore: null, verification: null, evaluation: null } : said;
}
