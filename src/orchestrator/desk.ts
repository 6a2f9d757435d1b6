import type { Adapter, Desk, OpenPlaces, Showing } from "../adapters/adapter.ts";
import type { Address, Setting } from "../domain/conversation.ts";
import { sayGrant } from "../domain/grant-words.ts";
import { type GrantId, isApprovalId, type TaskId } from "../domain/id.ts";
import { openQuestions } from "../domain/interview.ts";
import { shownQuestion } from "../domain/message.ts";
import { accountOf, type Channel, type Principal } from "../domain/principal.ts";
import { isArrivalKept, keepArrival, lastArrival } from "../store/arrivals.ts";
import { listOpenApprovals } from "../store/asks.ts";
import { findConversation, listOpenAddresses, loadConversation } from "../store/conversations.ts";
import { hasUnread } from "../store/inbox.ts";
import { findShown, refsOf } from "../store/outbox.ts";
import { loadTask } from "../store/tasks.ts";
import { transact } from "../store/transaction.ts";
import type { Engine } from "./engine.ts";
import { homeOf } from "./home.ts";
import { takeIn } from "./intake.ts";
import { takeBackGrant } from "./standing.ts";

/** What one channel's adapter works with; `settingOf` says what tasks asked for in a room start from. */
export function openDesk(engine: Engine, { channel }: Pick<Adapter, "channel">, settingOf: (address: Address) => Setting): Desk {
  const { db, log, outbound } = engine;
  return {
    keep: ({ key, lane, content }) => keepArrival(db, { channel, key, lane, content, receivedAt: Date.now() }),
    isKept: (keyBegin) => isArrivalKept(db, channel, keyBegin),
    take: (inbound, receivedAt) =>
      takeIn(db, inbound.type === "message" ? { ...inbound, setting: settingOf(inbound.address) } : inbound, receivedAt),
    askAgain: async ({ key, by, task }, receivedAt) => {
      const before = await loadTask(db, task);
      const address = before && (await loadConversation(db, before.conversation))?.address;
      if (!before || !address) return null;
      const setting = { ...settingOf(address), parent: task };
      return takeIn(db, { type: "message", key, by, address, setting, text: before.request }, receivedAt);
    },
    revoke: (grant, by) => revoke(engine, grant, by),
    isAttended: async (address) => {
      const id = await findConversation(db, address);
      const conversation = id === null ? undefined : await loadConversation(db, id);
      if (id === null || conversation === undefined) return false;
      return conversation.open.length > 0 || conversation.triaging !== null || hasUnread(db, id);
    },
    openPlaces: () => openPlaces(engine, channel),
    shownBy: async (ref) => {
      const shown = await findShown(db, channel, ref);
      return shown && showingOf(shown.key, shown.task);
    },
    questionsOf: (task) => questionsOf(engine, task),
    homeOf: (who) => homeOf(engine, who),
    redact: (text) => outbound.text(text),
    log,
  };
}

function showingOf(key: string, task: Showing["task"]): Showing {
  return { task, approval: isApprovalId(key) ? key : null };
}

async function openPlaces({ db }: Engine, channel: Channel): Promise<OpenPlaces> {
  const [addresses, heardAt, approvals] = await Promise.all([
    listOpenAddresses(db, channel),
    lastArrival(db, channel),
    listOpenApprovals(db),
  ]);
  const refs = await refsOf(db, approvals, channel);
  return { addresses, heardAt, asked: [...refs.values()].flat() };
}

async function questionsOf({ db }: Engine, id: TaskId) {
  const task = await loadTask(db, id);
  return task ? openQuestions(task.interview.questions).map(shownQuestion) : [];
}

/** Who owns the installation takes back anybody's; everybody their own. */
async function revoke(engine: Engine, grant: GrantId, by: Principal): Promise<string> {
  const account = accountOf(by);
  const { owner } = await engine.policy(engine.db, null);
  const of = account === owner ? null : account;
  const taken = await transact(engine.db, (tx) => takeBackGrant(tx, engine, grant, { by: account, of }));
  return taken ? `Taken back: ${sayGrant(taken, Date.now())}` : `There is no standing approval ${grant} of yours.`;
}
