import type { Approval, Subject } from "./approval.ts";
import { clipAttached } from "./attached.ts";
import type { Rules } from "./authority.ts";
import { textOf } from "./criterion.ts";
import { calledFor } from "./deciders.ts";
import { betterBefore, lastWriter } from "./files.ts";
import type { TaskId } from "./id.ts";
import type { Question } from "./interview.ts";
import type { Json } from "./json.ts";
import { sayNeeds } from "./need-table.ts";
import { isOffer } from "./offer.ts";
import { placeOf, whereOf } from "./place-words.ts";
import { needsOf } from "./plan.ts";
import { accountOf } from "./principal.ts";
import type { Post } from "./record.ts";
import { type Artifact, changesFile, type Step } from "./step.ts";
import type { Ending, Stage, Task } from "./task.ts";
import type { Tier } from "./tier.ts";
import type { Evaluation, Judged } from "./verdict.ts";
import { quorumFor } from "./vote.ts";

/** The new messages there are, channel-neutral; everything else is an edit of the live card (product: 2.4). */
export type Message =
  /** `names`: accounts and `@groups` in its text that the channel shows in its own way; it is for one person alone. */
  | { readonly kind: "reply"; readonly text: string; readonly names?: readonly string[] }
  | { readonly kind: "questions"; readonly task: TaskName; readonly questions: readonly AskedQuestion[] }
  | ApprovalMessage
  | ResultMessage;

type TaskName = { readonly id: TaskId; readonly number: number; readonly title: string };
/** `isOffer`: it can be left alone. */
export type AskedQuestion = Pick<Question, "id" | "text" | "choices" | "why" | "step"> & {
  readonly isOffer?: true;
  /** What came of it; absent: it waits. */
  readonly answer?: string;
};

export type ApprovalMessage = {
  readonly kind: "approval";
  readonly task: TaskName;
  readonly approval: Pick<Approval, "id" | "version" | "tier" | "title" | "expiresAt"> & {
    readonly subject: Subject["kind"];
    /** So many people have to approve. */
    readonly quorum: number;
  };
  /** Shown for a plan; a result, a fault or a limit needs only its title. */
  readonly plan: PlanShown | null;
  /** Shown for the confirmation of one step: exactly what will be granted. */
  readonly step: StepShown | null;
  /** Who has approved so far, by name, where one is not enough. */
  readonly votes: readonly string[];
  /** Why its buttons are gone, once they are. */
  readonly closed: string | null;
};

export type PlanShown = {
  readonly version: number;
  readonly reason: string;
  /** The model, recipe or person who made it. */
  readonly madeBy: string | null;
  readonly place: string;
  /** The same in short: the space says where it is. A plan that an older version stored has none. */
  readonly where?: string;
  readonly goal: string;
  readonly criteria: readonly { readonly text: string; readonly must: boolean }[];
  /** What must be kept, and the values that were given. */
  readonly constraints: readonly string[];
  readonly assumptions: readonly string[];
  readonly steps: readonly StepShown[];
  readonly needs: readonly string[];
};

type StepShown = {
  readonly title: string;
  readonly summary: string;
  readonly tier: Tier;
  readonly needs: readonly string[];
  /** Who may do it, the first choice first; empty where no agent is needed. */
  readonly agents: readonly string[];
  readonly costMicros: number | null;
  /** The whole text of what is delegated, where the summary is only its beginning. */
  readonly text: string | null;
  /** Why it is not done any more: it passed in an earlier version, or was left out. Null: it is to be done. */
  readonly settled: string | null;
};

export type ResultMessage = {
  readonly kind: "result";
  readonly task: TaskName;
  readonly stage: Stage;
  readonly request: string;
  readonly ending: Ending;
  readonly steps: readonly {
    readonly title: string;
    readonly status: Step["status"];
    readonly finding: boolean;
    readonly headline: string;
  }[];
  readonly evaluation: EvaluationShown | null;
  readonly artifacts: readonly Artifact[];
  readonly approvedBy: string | null;
  readonly costMicros: number;
  readonly unmetered: boolean;
  readonly activeMs: number;
};

/** A criterion is known to people by its words (a result that an older version stored has none). */
type EvaluationShown = Omit<Evaluation, "criteria"> & { readonly criteria: readonly (Judged & { readonly text?: string })[] };

/** What a post says, drawn from the task as it is when it is posted. */
export function messageOf(post: Post, task: Task, rules: Rules): Message {
  const name: TaskName = { id: task.id, number: task.number, title: task.title };
  switch (post.kind) {
    case "reply":
      return { kind: "reply", text: post.text };
    case "questions":
      return {
        kind: "questions",
        task: name,
        questions: post.questions.map(shownQuestion),
      };
    case "approval":
      return approvalMessage(post.approval, task, rules);
    case "result":
      return resultMessage(task, name);
  }
}

/** Whom a post is for: who may decide, or who asked for the work (product: 2.4). Accounts and `@groups`. */
export function askedBy(post: Post, task: Task, rules: Rules): readonly string[] {
  switch (post.kind) {
    case "reply":
      return post.to === null ? [] : [accountOf(post.to)];
    case "questions":
    case "result":
      return [accountOf(task.requester)];
    case "approval":
      return calledFor(post.approval.tier, task, rules);
  }
}

/** A question as people are shown it. */
export function shownQuestion(question: Question): AskedQuestion {
  const { id, text, choices, why, step } = question;
  return { id, text, choices, why, step, ...(isOffer(question) ? { isOffer: true } : {}) };
}

function approvalMessage(approval: Approval, task: Task, rules: Rules): ApprovalMessage {
  const { id, version, tier, title, expiresAt, subject } = approval;
  const plan = subject.kind === "plan" ? planShown(task) : null;
  const asked = subject.kind === "step" ? task.plan?.steps.find((one) => one.id === subject.step) : undefined;
  // The confirmation's own words: what it will really run, with every reference resolved.
  const step = asked ? { ...stepShown(asked), summary: title.replace(`${asked.title} — `, "") } : null;
  return {
    kind: "approval",
    task: { id: task.id, number: task.number, title: task.title },
    approval: { id, version, tier, title, expiresAt, subject: subject.kind, quorum: quorumFor(approval, rules) },
    plan,
    step,
    votes: votersOf(approval),
    closed: null,
  };
}

/** Who has approved, as a message names them. */
export function votersOf({ votes }: Pick<Approval, "votes">): readonly string[] {
  return votes.flatMap(({ verb, by }) => (verb === "approve" ? [by.name] : []));
}

function stepShown({ title, summary, tier, needs, agents, costMicros, input, status }: Step): StepShown {
  const text = agents.length > 0 ? delegatedText(input, summary) : null;
  return { title, summary, tier, needs: sayNeeds(needs), agents, costMicros, text, settled: settledWords(status) };
}

function settledWords(status: Step["status"]): string | null {
  if (status === "passed") return "done already";
  return status === "skipped" ? "left out" : null;
}

/** Nothing that an agent is told stays behind a summary: it is what is approved (product: 2.4). */
function delegatedText(input: Json, summary: string): string | null {
  const spec = typeof input === "object" && input !== null && "spec" in input ? input["spec"] : null;
  return typeof spec === "string" && !summary.includes(spec.trim()) ? spec.trim() : null;
}

function planShown(task: Task): PlanShown | null {
  const { plan, brief } = task;
  if (!plan) return null;
  const steps = plan.steps.filter((step) => step.status !== "superseded");
  return {
    version: plan.version,
    reason: plan.reason,
    madeBy: plan.madeBy,
    place: placeOf(task),
    where: whereOf(task),
    goal: clipAttached(brief?.goal ?? task.request),
    criteria: (brief?.criteria ?? []).map(({ text, must }) => ({ text, must })),
    constraints: brief?.constraints ?? [],
    assumptions: brief?.assumptions ?? [],
    steps: steps.map(stepShown),
    needs: sayNeeds(needsOf(steps)),
  };
}

function resultMessage(task: Task, name: TaskName): ResultMessage {
  const steps = task.plan?.steps ?? [];
  return {
    kind: "result",
    task: name,
    stage: task.stage,
    request: task.request,
    ending: task.ending ?? { headline: task.stage, done: [], notDone: [], next: [] },
    steps: steps.map((step) => ({
      title: step.title,
      status: step.status,
      finding: step.status === "passed" && step.result?.ok === false,
      headline: step.result?.headline ?? step.reason ?? "",
    })),
    evaluation: task.evaluation && {
      ...task.evaluation,
      criteria: task.evaluation.criteria.map((one) => ({ ...one, text: textOf(one.id, task.brief) })),
    },
    artifacts: artifactsOf(task),
    approvedBy: task.plan?.approvedBy ?? null,
    costMicros: task.spend.costMicros,
    unmetered: task.spend.unmetered > 0,
    activeMs: task.spend.activeMs,
  };
}

/** Everything the steps left; of what was changed the state the files are in, and of a worse last attempt its own. */
function artifactsOf(task: Task): readonly Artifact[] {
  const isChanges = (file: Artifact) => file.name === changesFile;
  const left = (task.plan?.steps ?? []).flatMap((step) => step.result?.artifacts ?? []);
  const last = lastWriter(task)?.result?.artifacts.filter(isChanges) ?? [];
  const better = betterBefore(task);
  const changes = better
    ? [...(better.changes ? [better.changes] : []), ...last.map((file) => ({ ...file, name: `last-${file.name}` }))]
    : last;
  return [...left.filter((file) => !isChanges(file)), ...changes];
}
