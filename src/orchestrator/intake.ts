import type { PlanEdit } from "../domain/edit.ts";
import type { TaskRequest } from "../domain/event.ts";
import type { TaskId } from "../domain/id.ts";
import type { Inbound, Taken } from "../domain/inbound.ts";
import { loadQuestions, taskOfApproval } from "../store/asks.ts";
import { openConversation } from "../store/conversations.ts";
import { deliver } from "../store/inbox.ts";
import { notePrincipal } from "../store/people.ts";
import { whoAsked } from "../store/tasks.ts";
import { type Reader, transact, type Writer } from "../store/transaction.ts";
import { addTurn } from "../store/transcript.ts";
import { mintId } from "./identity.ts";
import { turnOfRequest } from "./turns.ts";

/** Stores what came from outside, once, and wakes whom it concerns. Received is when the channel had it: an answer in time counts, however late it is read. */
export function takeIn(db: Reader, inbound: Inbound, receivedAt = Date.now()): Promise<Taken> {
  return transact(db, async (tx) => {
    if (inbound.type === "message") return takeMessage(tx, inbound, receivedAt);
    const actor = "approval" in inbound ? await taskOfApproval(tx, inbound.approval) : await known(tx, inbound.task);
    if (actor === null) return null;
    const event = requestOf(inbound, receivedAt);
    const fresh = await deliver(tx, { actor, dedupeKey: inbound.key, event, receivedAt });
    // A delivery that comes again says how things were; and after the actor's row, so that locks are taken in one order.
    if (fresh) await notePrincipal(tx, inbound.by, receivedAt);
    if (fresh) await keepWords(tx, actor, event);
    return { actor, fresh };
  });
}

async function takeMessage(tx: Writer, inbound: Extract<Inbound, { type: "message" }>, receivedAt: number): Promise<Taken> {
  const { key, by, address, setting, text, mentions = [], about = null, again, byDeletion } = inbound;
  const actor = await openConversation(tx, mintId("cnv"), address, setting, receivedAt);
  const known = {
    ...(again === undefined ? {} : { again }),
    ...(about === null ? {} : { about }),
    ...(byDeletion === undefined ? {} : { byDeletion }),
  };
  const event = { type: "message", by, text: storable(text), receivedAt, mentions, ...known } as const;
  const fresh = await deliver(tx, { actor, dedupeKey: key, event, receivedAt });
  if (fresh) await notePrincipal(tx, by, receivedAt);
  return { actor, fresh };
}

async function known(tx: Reader, task: TaskId): Promise<TaskId | null> {
  return (await whoAsked(tx, task)) === undefined ? null : task;
}

async function keepWords(tx: Writer, id: TaskId, request: TaskRequest): Promise<void> {
  const asked = await whoAsked(tx, id);
  const questions = request.type === "answered" ? await loadQuestions(tx, id) : [];
  const turn = asked && turnOfRequest(request, asked.requester, questions);
  if (turn) await addTurn(tx, asked.conversation, turn);
}

/** Postgres keeps no NUL and no half of a surrogate pair; nobody means either. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "").toWellFormed();
}

function storableEdit(edit: PlanEdit): PlanEdit {
  return edit.kind === "parameter" ? { ...edit, value: storable(edit.value) } : edit;
}

function requestOf(inbound: Exclude<Inbound, { type: "message" }>, receivedAt: number): TaskRequest {
  const { by } = inbound;
  switch (inbound.type) {
    case "decision":
      return {
        type: "decided",
        by,
        approval: inbound.approval,
        verb: inbound.verb,
        text: inbound.text && storable(inbound.text),
        receivedAt,
        grant: inbound.grant ?? null,
        ...(inbound.byEmoji ? { byEmoji: true } : {}),
      };
    case "answer":
      return { type: "answered", by, question: inbound.question, text: storable(inbound.text), receivedAt };
    case "change":
      return { type: "decided", by, approval: null, verb: "change", text: storable(inbound.text), receivedAt };
    case "edit":
      return { type: "edited", by, edit: storableEdit(inbound.edit) };
    case "withdrawal":
      return { type: "withdrew", by, approval: inbound.approval, verb: inbound.verb, receivedAt };
    case "handover":
      return { type: "handed", by, to: inbound.to };
    case "command":
      return { type: "commanded", by, command: inbound.command, ...(inbound.why ? { why: storable(inbound.why) } : {}) };
  }
}
