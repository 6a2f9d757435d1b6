import type { TaskEvent } from "../domain/event.ts";
import { type GrantId, isGrantId } from "../domain/id.ts";
import { isSettled, type Step } from "../domain/step.ts";
import type { Task } from "../domain/task.ts";
import { compareTiers } from "../domain/tier.ts";
import { roomOf } from "../store/conversations.ts";
import { holdGrants, loadGrant } from "../store/grants.ts";
import type { Reader, Writer } from "../store/transaction.ts";
import { nothingStands, type Standing } from "./engine.ts";

/** The standing approvals an event could use, rely on or give; nobody holds their rows for a task that has no use for them. */
export async function standingFor(tx: Writer, task: Task, event: TaskEvent): Promise<Standing> {
  const open = (task.plan?.steps ?? []).filter((step) => !isSettled(step.status));
  const reliedOn = open.flatMap(grantOf);
  const risky = open.some((step) => compareTiers(step.tier, "external") >= 0);
  const giving = event.type === "decided" && event.grant != null;
  if (!risky && !giving && reliedOn.length === 0) return nothingStands;
  return { room: await roomOf(tx, task.conversation), grants: await holdGrants(tx, task.space, reliedOn) };
}

/** The standing approval a step that is about to run relies on, as it is now. */
export async function standingBehind(db: Reader, task: Task, step: Step): Promise<Standing> {
  const [id] = grantOf(step);
  if (id === undefined) return nothingStands;
  const grant = await loadGrant(db, id);
  return { room: await roomOf(db, task.conversation), grants: grant ? [grant] : [] };
}

function grantOf({ allowedBy }: Step): readonly GrantId[] {
  return allowedBy !== null && isGrantId(allowedBy) ? [allowedBy] : [];
}
