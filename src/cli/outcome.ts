import type { App } from "../app.ts";
import { openApprovals } from "../domain/approval.ts";
import type { ConversationId } from "../domain/id.ts";
import { openQuestions } from "../domain/interview.ts";
import type { ApprovalMessage, AskedQuestion, Message, ResultMessage } from "../domain/message.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { listMessages } from "../store/shown.ts";

/** What a task has to say to people now, as it was posted: cleaned and redacted. */
export type Told = {
  readonly result: ResultMessage | null;
  readonly questions: readonly AskedQuestion[];
  readonly approvals: readonly ApprovalMessage[];
};

/** Reads a task's result and what of it is open from what was posted. */
export async function toldOf(app: Pick<App, "database">, task: Task): Promise<Told> {
  const posts = (await postsOf(app, task.conversation)).filter((post) => post.kind !== "reply" && post.task.id === task.id);
  const waiting = isEnded(task.stage) ? [] : openQuestions(task.interview.questions).map((one): string => one.id);
  const deciding = isEnded(task.stage) ? [] : openApprovals(task.approvals).map((one): string => one.id);
  const questions = posts.flatMap((post) => (post.kind === "questions" ? post.questions : []));
  return {
    result: posts.findLast((post) => post.kind === "result") ?? null,
    // A reminder posts the same question again.
    questions: waiting.flatMap((id) => questions.findLast((one) => one.id === id) ?? []),
    approvals: posts.filter((post) => post.kind === "approval").filter(({ approval }) => deciding.includes(approval.id)),
  };
}

async function postsOf({ database }: Pick<App, "database">, conversation: ConversationId): Promise<readonly Message[]> {
  const rows = await listMessages(database.db, conversation);
  // A row's kind says which body it has; `post` wrote both together.
  return rows.flatMap(({ kind, body }) => (kind === "post" ? [body as Message] : []));
}

/** The outcome as one object for scripts. */
export function outcomeJson(app: Pick<App, "outbound">, task: Task | null, { result, questions, approvals }: Told, reply: string | null) {
  const name = task && { id: task.id, number: task.number, stage: task.stage, title: app.outbound.line(task.title) };
  const { headline = null, done = [], notDone = [], next = [] } = result?.ending ?? {};
  const { steps = [], evaluation = null, artifacts = [], approvedBy = null } = result ?? {};
  const { costMicros = 0, unmetered = false, activeMs = 0 } = result ?? {};
  return {
    task: name,
    reply,
    headline,
    ...{ done, notDone, next, steps, evaluation, artifacts, approvedBy, costMicros, unmetered, activeMs },
    questions,
    approvals: approvals.map(({ approval, plan }) => ({ ...approval, plan })),
    pauses: (task?.pauses ?? []).map(({ reason }) => reason),
  };
}
