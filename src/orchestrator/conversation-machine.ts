import { usedNothing } from "../domain/budget.ts";
import { type Conversation, type ConversationEvent, triageKey, triageKeys } from "../domain/conversation.ts";
import { sayGrant, sayGrants } from "../domain/grant-words.ts";
import { isGrantId, isTaskId } from "../domain/id.ts";
import { nameable } from "../domain/named.ts";
import { accountOf } from "../domain/principal.ts";
import { type ConversationRecord, route } from "../domain/routing.ts";
import { isAsked } from "../store/asks.ts";
import { loadConversation, saveConversation } from "../store/conversations.ts";
import { listGrants } from "../store/grants.ts";
import { deliver } from "../store/inbox.ts";
import { chargeToTask } from "../store/ledger.ts";
import { post } from "../store/outbox.ts";
import { findEnded } from "../store/tasks.ts";
import type { Writer } from "../store/transaction.ts";
import { addTurn } from "../store/transcript.ts";
import { beginTask } from "./beginning.ts";
import { claimInstallation } from "./claim.ts";
import { triage } from "./effects/triage.ts";
import { contextOf, type Engine } from "./engine.ts";
import { mintId } from "./identity.ts";
import { finishLink, startLink, unlink } from "./linking.ts";
import type { Machine } from "./machine.ts";
import { findPerson } from "./naming.ts";
import { settleLeft } from "./settlement.ts";
import { takeBackGrant } from "./standing.ts";
import type { Writing } from "./telling.ts";
import { turnsOfMessage } from "./turns.ts";
import { replyOf } from "./wording.ts";

/** A message that is being triaged: the one effect a conversation has. */
export type TriageEffect = { readonly key: string };

const triageMs = 15 * 60_000;

/** Conversations as the activation loop moves them. */
export function conversationMachine(engine: Engine): Machine<Conversation, ConversationEvent, TriageEffect> {
  return {
    load: async (db, id) => {
      if (isTaskId(id)) return undefined;
      await settleLeft(engine, id);
      return loadConversation(db, id);
    },
    lost: (conversation, abandoned) => (abandoned ? effectsOf(conversation).map(({ key }) => ({ type: "died", of: key })) : []),
    effects: effectsOf,
    wakeAt: ({ triaging }, now) => (triaging ? (triaging.notBefore ?? now) : null),
    dueAt: ({ triaging }) => triaging?.notBefore ?? null,
    due: { type: "due" },
    // What it used is in the ledger already, call by call.
    salvage: () => null,
    apply: async (tx, before, event) => {
      // Its tasks are other actors and move without it: what is open is read anew, in this transaction.
      const conversation = { ...before, open: (await loadConversation(tx, before.id))?.open ?? [] };
      const accounts = speakersOf(conversation, event);
      const context = await contextOf(engine, tx, { space: conversation.setting.space, accounts, since: null });
      for (const turn of turnsOfMessage(conversation, event, await isAsked(tx, before.id), context)) await addTurn(tx, before.id, turn);
      const routed = route(conversation, event, context);
      await saveConversation(tx, routed.conversation);
      for (const record of routed.records) await write(tx, { engine, rules: context }, conversation, record);
      return { state: routed.conversation, refusal: null };
    },
    perform: (_effect, conversation, signal) => triage(engine, conversation, signal),
    broke: ({ key }, error) => {
      const message = error instanceof Error ? error.message : String(error);
      return { type: "untriaged", of: key, fault: { code: "internal", message, transient: false }, usage: usedNothing };
    },
    deadline: () => triageMs,
  };
}

/** One reading at a time, and none while people are still talking. */
function effectsOf(conversation: Conversation): readonly TriageEffect[] {
  const key = conversation.triaging?.notBefore == null ? triageKey(conversation) : null;
  return key === null ? [] : [{ key }];
}

function speakersOf({ open }: Conversation, event: ConversationEvent): readonly string[] {
  const speaking = event.type === "message" ? [event.by] : [];
  return [...speaking, ...open.map((task) => task.requester)].map(accountOf);
}

async function write(tx: Writer, { engine, rules }: Writing, conversation: Conversation, record: ConversationRecord): Promise<void> {
  switch (record.type) {
    case "reply":
      return say(tx, engine, conversation, record, nameable(rules.policy, []));
    case "create":
      await beginTask(tx, record.task, record.first);
      return chargeToTask(tx, conversation.id, triageKeys(conversation), record.task.id);
    case "forward":
      await deliver(tx, { actor: record.task, dedupeKey: mintId("fwd"), event: record.request, receivedAt: Date.now() });
      return;
    case "grants": {
      const text = sayGrants(await listGrants(tx, accountOf(record.to)), Date.now());
      return say(tx, engine, conversation, { text, to: record.to });
    }
    case "revoke":
      return revoke(tx, engine, conversation, record);
    case "assign":
      return assign(tx, engine, conversation, record);
    case "retry":
      return askAgain(tx, engine, conversation, record);
    case "link": {
      const { by, code } = record;
      const text = code === null ? await startLink(tx, by, Date.now()) : (await finishLink(tx, engine, by, code, Date.now())).text;
      return say(tx, engine, conversation, { text, to: by });
    }
    case "unlink":
      return say(tx, engine, conversation, { text: await unlink(tx, engine, record.by), to: record.by });
    case "claim": {
      const text = await claimInstallation(tx, engine.audit, accountOf(record.by), record.code);
      return say(tx, engine, conversation, { text, to: record.by });
    }
  }
}

async function revoke(
  tx: Writer,
  engine: Engine,
  conversation: Conversation,
  { by, grant, any }: Extract<ConversationRecord, { type: "revoke" }>,
): Promise<void> {
  const account = accountOf(by);
  const taken = isGrantId(grant) ? await takeBackGrant(tx, engine, grant, { by: account, of: any ? null : account }) : null;
  const text = taken
    ? `Taken back: ${sayGrant(taken, Date.now())}`
    : `There is no standing approval ${grant} of yours. \`grants\` lists them.`;
  return say(tx, engine, conversation, { text, to: by });
}

/** Who is meant is found among those the message names, and those that were seen; else it is said who could not be found. */
async function assign(tx: Writer, engine: Engine, conversation: Conversation, record: Extract<ConversationRecord, { type: "assign" }>) {
  const { by, task, to, mentions } = record;
  const found = await findPerson(tx, to, mentions, conversation.address.channel);
  if (!found.ok) return say(tx, engine, conversation, { text: found.reason, to: by });
  const event = { type: "handed", by, to: found.who } as const;
  await deliver(tx, { actor: task, dedupeKey: mintId("fwd"), event, receivedAt: Date.now() });
}

async function askAgain(
  tx: Writer,
  engine: Engine,
  conversation: Conversation,
  { by, number }: Extract<ConversationRecord, { type: "retry" }>,
): Promise<void> {
  const task = await findEnded(tx, conversation.id, number);
  if (task === null) {
    const text = number === null ? "Nothing has ended here that could be asked for again." : `No task #${number} has ended here.`;
    return say(tx, engine, conversation, { text, to: by });
  }
  const now = Date.now();
  const event = { type: "message", by, text: task.request, receivedAt: now, again: task.id } as const;
  await deliver(tx, { actor: conversation.id, dedupeKey: mintId("fwd"), event, receivedAt: now });
}

async function say(
  tx: Writer,
  engine: Engine,
  { id }: Conversation,
  { text, to }: Pick<Extract<ConversationRecord, { type: "reply" }>, "text" | "to">,
  names: readonly string[] = [],
): Promise<void> {
  const body = engine.outbound.message(await replyOf(tx, { text, to }, names));
  await post(tx, { key: mintId("msg"), conversation: id, task: null, kind: "post", body, audience: to, at: Date.now() });
  // What one person is told in private is no part of what the room talked about.
  if (to === null) await addTurn(tx, id, { author: "Adjutant", role: "adjutant", text: body.text, at: Date.now() });
}
