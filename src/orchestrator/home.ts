import type { Home } from "../adapters/adapter.ts";
import { type Approval, openApprovals } from "../domain/approval.ts";
import { mayDecide, type Rules } from "../domain/authority.ts";
import { cardOf } from "../domain/card.ts";
import type { Grant } from "../domain/grant.ts";
import type { ApprovalId } from "../domain/id.ts";
import { type ApprovalMessage, messageOf } from "../domain/message.ts";
import { accountOf, isSameAccount, type Principal } from "../domain/principal.ts";
import type { Task } from "../domain/task.ts";
import { taskOfApproval } from "../store/asks.ts";
import { listGrants } from "../store/grants.ts";
import { refsOf } from "../store/shown.ts";
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
    grants: await grantsOf(engine, who),
  };
}

/** The standing approvals somebody gave that are in force. */
export async function grantsOf({ db, outbound }: Engine, who: Principal): Promise<readonly Grant[]> {
  return outbound.message(await listGrants(db, accountOf(who)));
}

async function waitingFor(engine: Engine, who: Principal, task: Task): Promise<readonly ApprovalMessage[]> {
  const rules = await rulesFor(engine, task, [who]);
  return openApprovals(task.approvals)
    .filter(({ tier }) => mayDecide(who, tier, task, rules).allowed)
    .flatMap((approval) => shownApproval(engine, approval, task, rules) ?? []);
}

/** What an approval asks, as it is now; null: there is none of that id. */
export async function approvalOf(engine: Engine, id: ApprovalId): Promise<ApprovalMessage | null> {
  const about = await taskOfApproval(engine.db, id);
  const task = about === null ? undefined : await loadTask(engine.db, about);
  const approval = task?.approvals.find((one) => one.id === id);
  if (task === undefined || approval === undefined) return null;
  const message = shownApproval(engine, approval, task, await rulesFor(engine, task, []));
  return message && approval.status !== "open" ? { ...message, closed: engine.outbound.line(approval.reason ?? approval.status) } : message;
}

/** What rights in a task rest on, for these people and those who asked for it. */
function rulesFor(engine: Engine, { space, requester, requestedBefore, createdAt }: Task, who: readonly Principal[]) {
  const accounts = [...who, requester, ...requestedBefore].map(accountOf);
  return contextOf(engine, engine.db, { space, accounts, since: createdAt });
}

function shownApproval({ outbound }: Engine, approval: Approval, task: Task, rules: Rules): ApprovalMessage | null {
  const message = outbound.message(messageOf({ kind: "approval", approval }, task, rules));
  return message.kind === "approval" ? message : null;
}
