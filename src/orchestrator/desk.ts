import type { Adapter, Desk, Home, Showing } from "../adapters/adapter.ts";
import { openApprovals } from "../domain/approval.ts";
import { mayDecide } from "../domain/authority.ts";
import type { Address, Setting } from "../domain/conversation.ts";
import { sayGrant } from "../domain/grant-words.ts";
import { isApprovalId } from "../domain/id.ts";
import { accountOf, isSameAccount, type Principal } from "../domain/principal.ts";
import { keepArrival } from "../store/arrivals.ts";
import { findConversation, loadConversation } from "../store/conversations.ts";
import { listGrants } from "../store/grants.ts";
import { findShown } from "../store/outbox.ts";
import { listTasks, loadTask } from "../store/tasks.ts";
import { contextOf, type Engine } from "./engine.ts";
import { takeIn } from "./intake.ts";

/** Open tasks that are looked through for somebody's home. */
const mostTasks = 200;

/** What one channel's adapter works with; `settingOf` says what tasks asked for in a room start from. */
export function openDesk(engine: Engine, { channel }: Pick<Adapter, "channel">, settingOf: (address: Address) => Setting): Desk {
  const { db, log } = engine;
  return {
    keep: ({ key, lane, content }) => keepArrival(db, { channel, key, lane, content, receivedAt: Date.now() }),
    take: (inbound, receivedAt) =>
      takeIn(db, inbound.type === "message" ? { ...inbound, setting: settingOf(inbound.address) } : inbound, receivedAt),
    isAttended: async (address) => {
      const id = await findConversation(db, address);
      const conversation = id === null ? undefined : await loadConversation(db, id);
      return conversation !== undefined && (conversation.open.length > 0 || conversation.triaging !== null);
    },
    shownBy: async (ref) => {
      const shown = await findShown(db, channel, ref);
      return shown && showingOf(shown.key, shown.task);
    },
    homeOf: (who) => homeOf(engine, who),
    log,
  };
}

function showingOf(key: string, task: Showing["task"]): Showing {
  return { task, approval: isApprovalId(key) ? key : null };
}

async function homeOf(engine: Engine, who: Principal): Promise<Home> {
  const { db } = engine;
  const lines = await listTasks(db, { open: true, most: mostTasks });
  const tasks = (await Promise.all(lines.map((line) => loadTask(db, line.id)))).flatMap((task) => task ?? []);
  const approvals = await Promise.all(
    tasks.map(async (task) => {
      const rules = await contextOf(engine, db, {
        space: task.space,
        accounts: [accountOf(who), accountOf(task.requester)],
        since: task.createdAt,
      });
      const theirs = openApprovals(task.approvals).filter(({ tier }) => mayDecide(who, tier, task, rules).allowed);
      return theirs.map(({ id, title, tier, expiresAt }) => ({ id, title, tier, expiresAt, task: task.number }));
    }),
  );
  const grants = await listGrants(db, accountOf(who));
  return {
    approvals: approvals.flat(),
    tasks: tasks
      .filter(({ requester }) => isSameAccount(requester, who))
      .map(({ id, number, title, stage }) => ({ id, number, title, stage })),
    grants: grants.map((grant) => ({ id: grant.id, title: sayGrant(grant, Date.now()), expiresAt: grant.expiresAt })),
  };
}
