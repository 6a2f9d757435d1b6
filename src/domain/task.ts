import type { Approval } from "./approval.ts";
import type { Brief } from "./brief.ts";
import type { Limits, Spend } from "./budget.ts";
import type { ConversationId, TaskId } from "./id.ts";
import type { Interview } from "./interview.ts";
import type { Plan } from "./plan.ts";
import type { Autonomy } from "./policy.ts";
import type { Principal } from "./principal.ts";
import type { Artifact } from "./step.ts";
import type { Evaluation, Verdict } from "./verdict.ts";
import type { Verification } from "./verification.ts";

/** Where a task stands (product: 3). `paused` is no stage: see `pauses`. */
export const stages = [
  "triage",
  "interviewing",
  "briefing",
  "planning",
  "awaiting_approval",
  "executing",
  "evaluating",
  "revising",
  "completed",
  "failed",
  "cancelled",
] as const;
export type Stage = (typeof stages)[number];

/** One reason a task does not go on; resume clears only its own (architecture: data). */
export type Pause = {
  /** `deferred`: nobody answered in time, and it was put aside. */
  readonly reason: "person" | "limit" | "fault" | "deferred";
  readonly by: string | null;
  /** How whoever paused it is called; what an older version stored has none. */
  readonly byName?: string;
  readonly since: number;
  /** When it ends by itself (a month's cap: with the month); null: a decision ends it. */
  readonly until: number | null;
  readonly reminded: boolean;
};

/** The answer a stage waits for from a model or, for procedures, from their recipe. */
export type Thinking = {
  readonly purpose: "triage" | "classify" | "brief" | "plan" | "repair" | "revise" | "judge" | "summary";
  readonly since: number;
  /** Tries that failed or were refused by validation so far. */
  readonly tries: number;
  /** What was wrong with the previous answer, for a correction turn. */
  readonly feedback: readonly string[];
  /** What a person said that this is about: a change to make, words to classify. */
  readonly instruction: string | null;
  /** How often the answer came too late for what was said meanwhile (at most 3, architecture: crash). */
  readonly stale: number;
  /** When people last said something while it was thought; null: nothing since it was asked. */
  readonly heardAt: number | null;
  /** Not asked before this time, so that whoever is still talking is heard out; null: asked now. */
  readonly notBefore: number | null;
  /** The step that is judged; null: the task. */
  readonly step: string | null;
  /** Nobody asked for it: the evaluation wants a new generation. */
  readonly own: boolean;
};

/** Free text near an open approval or a run. */
type Saying = { readonly by: Principal; readonly text: string; readonly at: number };

/** Which recipe a task follows, frozen when it began. */
export type ProcedureUse = {
  readonly name: string;
  readonly digest: string;
  /** Unchanged since it was pinned: may run unasked under `guardrails`. */
  readonly pinned: boolean;
  /** The step whose first line is the result's headline. */
  readonly headline: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** A state of the files with its verdict. */
export type Best = {
  readonly version: number;
  readonly generation: number;
  readonly verdict: Verdict;
  readonly score: number;
  /** What brings the workspace back to it; null: as it was prepared. */
  readonly snapshot: string | null;
  /** Everything it had changed, as a patch. */
  readonly changes: Artifact | null;
};

/** How a task ended, in people's words. */
export type Ending = {
  readonly headline: string;
  readonly done: readonly string[];
  readonly notDone: readonly { readonly what: string; readonly why: string }[];
  readonly next: readonly string[];
};

/** Where a task's steps run. */
export type Place = {
  /** Real directory the user named, or null: an empty folder. */
  readonly source: string | null;
  readonly kind: "view" | "copy" | "worktree";
  /** Commit the source was at when the plan was made. */
  readonly base: string | null;
  /** A step was begun in it. */
  readonly begun?: true;
};

/** One piece of work: the aggregate that `transition` moves. Terminal is final; retry makes a child with `parent`. */
export type Task = {
  readonly id: TaskId;
  readonly number: number;
  readonly conversation: ConversationId;
  readonly parent: TaskId | null;
  readonly requester: Principal;
  /** Who asked before it was handed over; for four-eyes they are requesters too (product: 2.1). */
  readonly requestedBefore: readonly Principal[];
  readonly title: string;
  readonly request: string;
  readonly space: string | null;
  readonly place: Place;
  readonly autonomy: Autonomy;
  readonly limits: Limits;
  /** The limits it began with: raising one adds as much again as this, however often. */
  readonly allowance: Limits;
  readonly stage: Stage;
  readonly pauses: readonly Pause[];
  /** One read-only answer settles it: no brief, no plan approval, no judge. */
  readonly light: boolean;
  readonly procedure: ProcedureUse | null;
  readonly interview: Interview;
  readonly brief: Brief | null;
  readonly plan: Plan | null;
  readonly approvals: readonly Approval[];
  readonly thinking: Thinking | null;
  /** Words said beside the work that wait to be understood (product: 2.1), oldest first. */
  readonly sayings: readonly Saying[];
  /** How often people said something about this task; answers that did not hear the last one are stale. */
  readonly heard: number;
  readonly repairs: number;
  /** Generations of the brief that the evaluation asked for (at most 3, product: 2.7). */
  readonly generations: number;
  readonly evaluation: Evaluation | null;
  /** What the world found out about the files the verdict waits for; null before it was asked. */
  readonly verification: Verification | null;
  /** The best state of the files so far, kept while it is tried again (product: 2.7). */
  readonly best: Best | null;
  /** The highest share of each limit that was announced already, in percent (product: 2.9). */
  readonly announced: Readonly<Partial<Record<keyof Limits, number>>>;
  readonly spend: Spend;
  /** How often in a row an owner died over a thought or a check that is under way, by its key. */
  readonly deaths: Readonly<Record<string, number>>;
  readonly ending: Ending | null;
  readonly createdAt: number;
  /** When it last moved; active time is counted between moves. */
  readonly movedAt: number;
};

/** Whether the task has ended. */
export function isEnded(stage: Stage): boolean {
  return stage === "completed" || stage === "failed" || stage === "cancelled";
}

/** A light request has no brief: what was asked is the goal. */
export function briefOf(task: Task): Brief {
  const bare = { title: task.title, goal: task.request, constraints: [], criteria: [], entities: [], assumptions: [] };
  return task.brief ?? { ...bare, generation: 1, reason: null };
}
