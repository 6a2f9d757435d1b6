import { openApprovals } from "../domain/approval.ts";
import { clipAttached } from "../domain/attached.ts";
import type { Rules } from "../domain/authority.ts";
import { cardOf, type Running } from "../domain/card.ts";
import { closedQuestions } from "../domain/interview.ts";
import { askedBy, messageOf, votersOf } from "../domain/message.ts";
import { nameable } from "../domain/named.ts";
import type { Principal } from "../domain/principal.ts";
import type { Post } from "../domain/record.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { closeQuestion, isToldAlready, noteVotes, post } from "../store/outbox.ts";
import type { Writer } from "../store/transaction.ts";
import { addTurn } from "../store/transcript.ts";
import type { Engine } from "./engine.ts";
import { mintId } from "./identity.ts";
import { turnsOfPost } from "./turns.ts";
import { replyOf } from "./wording.ts";

/** The house, and by which rules people are told. */
export type Writing = { readonly engine: Engine; readonly rules: Rules };

/** A new message in the task's conversation. */
export async function tell(tx: Writer, { engine, rules }: Writing, task: Task, what: Post): Promise<void> {
  const names = nameable(rules.policy, [task.requester, ...task.requestedBefore]);
  const said = what.kind === "reply" ? await replyOf(tx, what, names) : messageOf(what, task, rules);
  const body = engine.outbound.message(said);
  // An approval and a result are one message each, however often they are posted; everything else is new.
  const key = what.kind === "approval" ? what.approval.id : what.kind === "result" ? `result:${task.id}` : mintId("msg");
  const audience = what.kind === "reply" ? what.to : null;
  const asked = askedBy(what, task, rules);
  await post(tx, { key, conversation: task.conversation, task: task.id, kind: "post", body, audience, asked, at: task.movedAt });
  for (const turn of turnsOfPost(body, task.movedAt)) await addTurn(tx, task.conversation, turn);
}

/** What was asked and is not any more says so where it was asked. */
export async function closeQuestions(tx: Writer, { outbound }: Engine, before: Task, after: Task): Promise<void> {
  const closed = closedQuestions(before.interview.questions, after.interview.questions, isEnded(after.stage));
  for (const { id, answer } of closed)
    await closeQuestion(tx, after.conversation, id, outbound.line(answer === null ? "not asked any more" : clipAttached(answer)));
}

/** Who approves while more are needed is seen where it was asked. */
export async function showVotes(tx: Writer, { outbound }: Engine, before: Task, after: Task): Promise<void> {
  for (const approval of openApprovals(after.approvals)) {
    const known = before.approvals.find(({ id }) => id === approval.id);
    if (known && known.votes !== approval.votes)
      await noteVotes(
        tx,
        approval.id,
        votersOf(approval).map((name) => outbound.line(name)),
      );
  }
}

/** The live card, as the task is now. */
export async function postCard(tx: Writer, engine: Engine, task: Task, inside: readonly Running[]): Promise<void> {
  const body = engine.outbound.message(cardOf(task, inside));
  await post(tx, {
    key: `card:${task.id}`,
    conversation: task.conversation,
    task: task.id,
    kind: "card",
    body,
    audience: null,
    at: task.movedAt,
  });
}

/** Within so many milliseconds a person is not told the same once more: one act can be refused several times. */
const sameAgainMs = 10_000;

/** `isOnce`: not told again where it just was. */
type ForOne = { readonly to: Principal; readonly text: string; readonly isOnce: boolean };

/** A word for one person alone. */
export async function tellAlone(tx: Writer, { engine, rules }: Writing, task: Task, { to, text, isOnce }: ForOne): Promise<void> {
  const body = engine.outbound.message(await replyOf(tx, { text, to }, nameable(rules.policy, [task.requester])));
  if (isOnce && (await isToldAlready(tx, { conversation: task.conversation, audience: to, body }, Date.now() - sameAgainMs))) return;
  await post(tx, { key: mintId("msg"), conversation: task.conversation, task: task.id, kind: "post", body, audience: to, at: Date.now() });
}
