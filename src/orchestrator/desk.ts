import { setTimeout } from "node:timers/promises";
import type { Adapter, Desk, OpenPlaces, Room } from "../adapters/adapter.ts";
import { mayAsk } from "../domain/authority.ts";
import type { Address } from "../domain/conversation.ts";
import { sayGrant } from "../domain/grant-words.ts";
import { type GrantId, isApprovalId, type TaskId } from "../domain/id.ts";
import { openQuestions } from "../domain/interview.ts";
import { shownQuestion } from "../domain/message.ts";
import { accountOf, type Principal } from "../domain/principal.ts";
import { isArrivalKept, keepArrival, lastArrival, listArrivalKeys } from "../store/arrivals.ts";
import { listOpenApprovals, taskOfApproval } from "../store/asks.ts";
import {
  beganBy,
  findConversation,
  listAttended,
  listOpenTasks,
  listRooms,
  loadConversation,
  openConversation,
  workspaceOfTask,
} from "../store/conversations.ts";
import { hasUnread, readOutcome } from "../store/inbox.ts";
import { listSteered, refsOf } from "../store/shown.ts";
import { loadTask } from "../store/tasks.ts";
import { transact } from "../store/transaction.ts";
import { contextOf, type Engine } from "./engine.ts";
import { approvalOf, grantsOf, homeOf } from "./home.ts";
import { mintId } from "./identity.ts";
import { takeIn } from "./intake.ts";
import { openMembership, type Rooms } from "./membership.ts";
import { openShown, tryAgainFor } from "./shown.ts";
import { takeBackGrant } from "./standing.ts";

/** How long, and how often, it is looked whether something was read, in milliseconds. */
const [readMs, lookMs] = [5_000, 100];

/** What one channel's adapter works with. */
export function openDesk(engine: Engine, { channel }: Pick<Adapter, "channel">, rooms: Rooms): Desk {
  const { db, log, outbound } = engine;
  const { settingOf } = rooms;
  return {
    keep: inLanes(({ key, lane, content }) => keepArrival(db, { channel, key, lane, content, receivedAt: Date.now() })),
    isKept: (keyBegin) => isArrivalKept(db, channel, keyBegin),
    keptKeys: (keyBegin) => listArrivalKeys(db, channel, keyBegin),
    take: async (inbound, receivedAt) => {
      if (inbound.type !== "message") return takeIn(db, inbound, receivedAt);
      await tryAgainFor(inbound, engine, receivedAt);
      return takeIn(db, { ...inbound, setting: settingOf(inbound.address) }, receivedAt);
    },
    whenRead: async (key) => {
      for (let left = readMs; left > 0 && (await readOutcome(db, key)) === null; left -= lookMs) await setTimeout(lookMs);
    },
    askAgain: async ({ key, by, task }, receivedAt) => {
      const before = await loadTask(db, task);
      const address = before && (await loadConversation(db, before.conversation))?.address;
      if (!before || !address) return null;
      const setting = settingOf(address);
      return takeIn(db, { type: "message", key, by, address, setting, text: before.request, again: task }, receivedAt);
    },
    ...openMembership(engine, channel, rooms),
    revoke: (grant, by) => revoke(engine, grant, by),
    isAttended: (address) => isAttended(engine, address),
    beganBy: (address, key) => whoBegan(engine, address, key),
    openTasks: (room) => openTasks(engine, { channel, ...room }),
    ownTasks: (who) => openTasks(engine, { channel }, who),
    attendedIn: (room) => listAttended(db, { channel, ...room }),
    heardAt: () => lastArrival(db, channel),
    openPlaces: (workspace) => openPlaces(engine, { channel, workspace }),
    workspaceOf: async (about) => {
      const task = isApprovalId(about) ? await taskOfApproval(db, about) : about;
      return task && workspaceOfTask(db, task, channel);
    },
    ...openShown(engine, channel),
    ...openViews(engine),
    mayAsk: async (address, by) => {
      const { space } = settingOf(address);
      return mayAsk(by, await contextOf(engine, db, { space, accounts: [accountOf(by)], since: null })).allowed;
    },
    attach: async (address, file, receivedAt) => {
      const id = await transact(db, (tx) => openConversation(tx, mintId("cnv"), address, settingOf(address), receivedAt));
      return engine.attachments.keep(id, file);
    },
    redact: outbound.redact,
    keepSecret: outbound.learn,
    log,
  };
}

/** What comes at once is stored in the order it came, lane by lane: the database would take it in any. */
function inLanes(keep: Desk["keep"]): Desk["keep"] {
  const last = new Map<string, Promise<boolean>>();
  return (news) => {
    const before = last.get(news.lane) ?? Promise.resolve(true);
    const mine = before.then(
      () => keep(news),
      () => keep(news),
    );
    last.set(news.lane, mine);
    const forget = () => void (last.get(news.lane) === mine && last.delete(news.lane));
    mine.then(forget, forget);
    return mine;
  };
}

/** What somebody looks at who asks for it, as it is now. */
function openViews(engine: Engine): Pick<Desk, "questionsOf" | "approvalOf" | "homeOf" | "grantsOf"> {
  return {
    questionsOf: (task) => questionsOf(engine, task),
    approvalOf: (approval) => approvalOf(engine, approval),
    homeOf: (who) => homeOf(engine, who),
    grantsOf: (who) => grantsOf(engine, who),
  };
}

async function openTasks({ db, outbound }: Engine, where: Pick<Address, "channel"> & Partial<Room>, by?: Principal) {
  const tasks = await listOpenTasks(db, where, by);
  return tasks.map((task) => ({ ...task, title: outbound.line(task.title) }));
}

async function whoBegan({ db }: Engine, address: Address, key: string): Promise<Principal | null> {
  const id = await findConversation(db, address);
  return id === null ? null : beganBy(db, id, key);
}

async function isAttended({ db }: Engine, address: Address): Promise<boolean> {
  const id = await findConversation(db, address);
  const conversation = id === null ? undefined : await loadConversation(db, id);
  if (id === null || conversation === undefined) return false;
  return conversation.open.length > 0 || conversation.triaging !== null || hasUnread(db, id);
}

/** So many rooms are looked into for what was missed. */
const mostRooms = 200;
/** An emoji on what is older may have been heard and forgotten since: only what waits for a decision is looked at then. */
const steeredMs = 6 * 24 * 3_600_000;

async function openPlaces({ db }: Engine, at: Pick<Address, "channel"> & { readonly workspace: string | undefined }): Promise<OpenPlaces> {
  const [addresses, approvals, steered, rooms] = await Promise.all([
    listAttended(db, at),
    listOpenApprovals(db),
    listSteered(db, Date.now() - steeredMs),
    listRooms(db, at.channel, mostRooms),
  ]);
  const refs = await refsOf(db, [...approvals, ...steered], at);
  return { addresses, asked: [...refs.values()].flat(), rooms };
}

async function questionsOf({ db, outbound }: Engine, id: TaskId) {
  const task = await loadTask(db, id);
  return outbound.message(task ? openQuestions(task.interview.questions).map(shownQuestion) : []);
}

/** Who owns the installation takes back anybody's; everybody their own. */
async function revoke(engine: Engine, grant: GrantId, by: Principal): Promise<string> {
  const account = accountOf(by);
  const { owner } = await engine.policy(engine.db, null);
  const of = account === owner ? null : account;
  const taken = await transact(engine.db, (tx) => takeBackGrant(tx, engine, grant, { by: account, of }));
  return taken ? `Taken back: ${sayGrant(taken, Date.now())}` : `There is no standing approval ${grant} of yours.`;
}
