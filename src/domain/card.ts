import { openApprovals } from "./approval.ts";
import { spentPhrase } from "./limit-words.ts";
import { openFacts } from "./offer.ts";
import { sayPaused } from "./pausing.ts";
import type { Step, StepStatus } from "./step.ts";
import type { Place, Stage, Task } from "./task.ts";
import type { Tier } from "./tier.ts";

/** The channel-neutral picture of a task: what its one live card shows. Adapters render it natively. */
export type Card = {
  readonly number: number;
  readonly title: string;
  readonly stage: Stage;
  /** What is going on, in a few words: the action that runs, or who is waited for. */
  readonly doing: string;
  /** Why nothing goes on by itself: somebody is waited for, or it is paused. Null: it goes on. */
  readonly held: "waiting" | "paused" | null;
  /** Where its steps run; null: in an empty folder. */
  readonly place: Place["kind"] | null;
  /** Why the plan may run: the approval's words, or the rule that let it. Null until then. */
  readonly approvedBy: string | null;
  readonly steps: readonly CardStep[];
  /** What goes on inside steps that run, as far as they tell. */
  readonly running: readonly Running[];
  readonly costMicros: number;
  readonly unmetered: boolean;
  /** How far its limits are used, in one short phrase; empty while there is nothing to say. */
  readonly spent: string;
  readonly activeMs: number;
};

/** What one running step is at (product: 2.6): null is not known. `since` is when it began to tell, in milliseconds since the epoch. */
export type Running = {
  readonly step: string;
  readonly doing: string;
  readonly percent: number | null;
  readonly tokens: number | null;
  readonly costMicros: number | null;
  readonly since: number;
};

export type CardStep = {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly tier: Tier;
  readonly status: StepStatus;
  /** It passed, and what it found is bad (a health check with red tests). */
  readonly finding: boolean;
  /** First line of its result, or why it is not done. */
  readonly headline: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

/** Draws a task's card. Pure: the same task, with the same going on inside its steps, has the same card. */
export function cardOf(task: Task, inside: readonly Running[] = []): Card {
  return {
    number: task.number,
    title: task.title,
    stage: task.stage,
    ...goingOn(task),
    place: task.place.source === null ? null : task.place.kind,
    approvedBy: task.plan?.approvedBy ?? null,
    steps: (task.plan?.steps ?? []).map(cardStep),
    running: inside.filter((one) => task.plan?.steps.some((step) => step.id === one.step && step.status === "running")),
    costMicros: task.spend.costMicros,
    unmetered: task.spend.unmetered > 0,
    spent: spentPhrase(task),
    activeMs: task.spend.activeMs,
  };
}

function cardStep(step: Step): CardStep {
  const { id, title, kind, tier, status, startedAt, endedAt } = step;
  const finding = status === "passed" && step.result?.ok === false;
  return { id, title, kind, tier, status, finding, headline: step.result?.headline ?? step.reason ?? "", startedAt, endedAt };
}

/** Whether a plan is worked on; until then what asks for its approval shows its steps. */
export function isBegun({
  approvedBy,
  steps,
}: Pick<Card, "approvedBy"> & { readonly steps: readonly Pick<CardStep, "status">[] }): boolean {
  return approvedBy !== null || steps.some(({ status }) => status !== "pending");
}

type GoingOn = Pick<Card, "doing" | "held">;

function goingOn(task: Task): GoingOn {
  if (task.pauses.length > 0) return { doing: sayPaused(task.pauses), held: "paused" };
  const approval = openApprovals(task.approvals).at(0);
  if (approval) return { doing: `waiting for a decision: ${approval.title}`, held: "waiting" };
  if (openFacts(task.interview.questions).length > 0) return { doing: "waiting for an answer", held: "waiting" };
  const running = task.plan?.steps.filter((step) => step.status === "running") ?? [];
  if (running.length > 0) return { doing: running.map((step) => step.title).join(", "), held: null };
  const isAsked = task.stage === "interviewing" || task.stage === "awaiting_approval";
  return { doing: byStage[task.stage], held: isAsked ? "waiting" : null };
}

const byStage: Record<Stage, string> = {
  triage: "reading the request",
  interviewing: "waiting for an answer",
  briefing: "writing the brief",
  planning: "making the plan",
  awaiting_approval: "waiting for a decision",
  executing: "running",
  evaluating: "checking the result",
  revising: "mending the plan",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled",
};
