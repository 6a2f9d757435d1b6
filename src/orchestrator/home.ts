import type { Home } from "../adapters/adapter.ts";
import { openApprovals } from "../domain/approval.ts";
import { mayDecide } from "../domain/authority.ts";
import { cardOf } from "../domain/card.ts";
import { type ApprovalMessage, messageOf } from "../domain/message.ts";
import { accountOf, isSameAccount, type Principal } from "../domain/principal.ts";
import type { Task } from "../domain/task.ts";
import { listGrants } from "../store/grants.ts";
import { refsOf } from "../store/outbox.ts";
import { listTasks, loadTask } from "../store/tasks.ts";
import { contextOf, type Engine } from "./engine.ts";

/** Open tasks that are looked through. */
const mostTasks = 200;

/** What waits for somebody, what they asked for, and what they allowed. */
export async function homeOf(engine: Engine, who: Principal): Promise<Home> {
  const { db } = engine;
  const lines = await listTasks(db, { open: true, most: mostTasks });
  const tasks = (await Promise.all(lines.map(({ id }) => loadTask(db, id)))).flatMap((task) => task ?? []);
  const waiting = (await Promise.all(tasks.map((task) => waitingFor(engine, who, task)))).flat();
  const own = tasks.filter(({ requester }) => isSameAccount(requester, who));
  const refs = await refsOf(db, [...waiting.map(({ approval }) => approval.id), ...own.map(({ id }) => `card:${id}`)]);
  return {
    approvals: waiting.map((message) => ({ message, ref: refs.get(message.approval.id)?.[0] ?? null })),
    tasks: own.map((task) => ({ card: engine.outbound.message(cardOf(task)), ref: refs.get(`card:${task.id}`)?.[0] ?? null })),
    grants: await listGrants(db, accountOf(who)),
  };
}

async function waitingFor(engine: Engine, who: Principal, task: Task): Promise<readonly ApprovalMessage[]> {
  const accounts = [accountOf(who), ...[task.requester, ...task.requestedBefore].map(accountOf)];
  const rules = await contextOf(engine, engine.db, { space: task.space, accounts, since: task.createdAt });
  return openApprovals(task.approvals)
    .filter(({ tier }) => mayDecide(who, tier, task, rules).allowed)
    .flatMap((approval) => {
      const message = engine.outbound.message(messageOf({ kind: "approval", approval }, task, rules));
      return message.kind === "approval" ? [message] : [];
    });
}
