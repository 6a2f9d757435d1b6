import { installationChain } from "../domain/audit.ts";
import type { TaskEvent } from "../domain/event.ts";
import type { Grant } from "../domain/grant.ts";
import { type GrantId, isGrantId, type TaskId } from "../domain/id.ts";
import { isSettled, type Step } from "../domain/step.ts";
import type { Task } from "../domain/task.ts";
import { compareTiers } from "../domain/tier.ts";
import { auditGround, holdChain } from "../store/audit/trail.ts";
import { roomOf } from "../store/conversations.ts";
import { addGrant, holdGrants, loadGrant, revokeGrant } from "../store/grants.ts";
import type { Reader, Writer } from "../store/transaction.ts";
import { type Engine, nothingStands, type Standing } from "./engine.ts";

/** The standing approvals an event could use, rely on or give; nobody holds their rows for a task that has no use for them. */
export async function standingFor(tx: Writer, task: Task, event: TaskEvent): Promise<Standing> {
  const open = (task.plan?.steps ?? []).filter((step) => !isSettled(step.status));
  const reliedOn = open.flatMap(grantOf);
  const risky = open.some((step) => compareTiers(step.tier, "external") >= 0);
  const giving = event.type === "decided" && event.grant != null;
  if (!risky && !giving && reliedOn.length === 0) return nothingStands;
  // Whoever gives one adds to the installation's chain, which is held before any of their rows.
  if (giving) await holdChain(tx, installationChain);
  return { room: await roomOf(tx, task.conversation), grants: await holdGrants(tx, task.space, reliedOn) };
}

/** The standing approval a step that is about to run relies on, as it is now. */
export async function standingBehind(db: Reader, task: Task, step: Step): Promise<Standing> {
  const [id] = grantOf(step);
  if (id === undefined) return nothingStands;
  const grant = await loadGrant(db, id);
  return { room: await roomOf(db, task.conversation), grants: grant ? [grant] : [] };
}

type Auditing = Pick<Engine, "audit" | "outbound">;

/** Keeps a standing approval that came of a decision in a task. */
export function giveGrant(tx: Writer, { audit, outbound }: Auditing, grant: Grant, task: TaskId): Promise<void> {
  return auditGround(tx, audit, async () => {
    await addGrant(tx, grant);
    const { id, owner, kind, shape, room, space, expiresAt } = grant;
    const detail = outbound.data({ grant: id, task, kind, shape, space, room, expiresAt });
    return { result: undefined, notes: [{ action: "grant.given", by: owner, detail }] };
  });
}

/** Takes a standing approval back; null where none of that name is in force, or it is not theirs (`of`; null: anybody's). */
export function takeBackGrant(
  tx: Writer,
  { audit, outbound }: Auditing,
  id: GrantId,
  { by, of }: { readonly by: string; readonly of: string | null },
): Promise<Grant | null> {
  return auditGround(tx, audit, async () => {
    const taken = await revokeGrant(tx, id, of);
    const note = { action: "grant.revoked", by, detail: outbound.data({ grant: id, owner: taken?.owner ?? null }) };
    return { result: taken, notes: taken ? [note] : [] };
  });
}

function grantOf({ allowedBy }: Step): readonly GrantId[] {
  return allowedBy !== null && isGrantId(allowedBy) ? [allowedBy] : [];
}
