import type { TaskEvent } from "../domain/event.ts";
import { isSettled } from "../domain/step.ts";
import type { Task } from "../domain/task.ts";
import { compareTiers } from "../domain/tier.ts";
import { roomOf } from "../store/conversations.ts";
import { holdGrants } from "../store/grants.ts";
import type { Writer } from "../store/transaction.ts";
import { nothingStands, type Standing } from "./engine.ts";

/** The standing approvals an event could use or give; nobody holds their rows for a task that has no use for them. */
export async function standingFor(tx: Writer, task: Task, event: TaskEvent): Promise<Standing> {
  const risky = (task.plan?.steps ?? []).some((step) => !isSettled(step.status) && compareTiers(step.tier, "external") >= 0);
  const giving = event.type === "decided" && event.grant != null;
  if (!risky && !giving) return nothingStands;
  return { room: await roomOf(tx, task.conversation), grants: await holdGrants(tx, task.space) };
}
