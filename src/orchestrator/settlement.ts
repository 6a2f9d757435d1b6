import { isNews, type MonthNews, nextShare, type Usage } from "../domain/budget.ts";
import { type Cap, usedUp } from "../domain/headroom.ts";
import type { ActorId, TaskId } from "../domain/id.ts";
import { deliver } from "../store/inbox.ts";
import { listReserved, type OpenReservation, type Settled, settleReservation } from "../store/ledger.ts";
import { readLimits } from "../store/tasks.ts";
import { transact } from "../store/transaction.ts";
import { capsOfMonth } from "./caps.ts";
import type { Engine } from "./engine.ts";
import { mintId } from "./identity.ts";
import { isGone } from "./owner.ts";

/**
 * Settles a reservation at what was used, or (null) at all that was reserved, and tells the task where that brings a limit
 * nearer. What cannot be written now is settled by the sweep.
 */
export async function settle(engine: Engine, id: number, used: Usage | null): Promise<void> {
  try {
    const settled = await settleReservation(engine.db, id, used);
    if (settled !== null && settled.task !== null) await tell(engine, settled.task, settled);
  } catch (error) {
    engine.log.warn({ err: error, reservation: id }, "what a call used could not be written; all that was reserved will count");
  }
}

/** The heart decides what to say: it is only woken, once for every share it may want to speak of. */
async function tell(engine: Engine, task: TaskId, { before, after, ...caller }: NonNullable<Settled>): Promise<void> {
  const limits = await readLimits(engine.db, task);
  if (limits && isNews(before, after, limits)) await wake(engine, task, mintId("use"), null);
  const caps = await capsOfMonth(engine.db, await engine.policy(engine.db, caller.space), caller, after.unmetered === 0);
  for (const cap of caps) await tellMonth(engine, task, cap);
}

/** A month's share is told once, wherever it is reached: by whoever stores it first. */
async function tellMonth(engine: Engine, task: TaskId, cap: Cap): Promise<void> {
  const share = nextShare(cap.settled, cap.most, 0);
  const limit = usedUp(cap);
  if (share === null || limit.which !== "month") return;
  const { month, scope, unit, most } = limit.cap;
  await wake(engine, task, `month:${month}:${scope}:${unit}:${most}:${share}`, { cap: limit.cap, spent: cap.settled, share });
}

async function wake(engine: Engine, actor: TaskId, dedupeKey: string, month: MonthNews | null): Promise<void> {
  await transact(engine.db, (tx) => deliver(tx, { actor, dedupeKey, event: { type: "used", month }, receivedAt: Date.now() }));
}

/** Settles what an actor's owner before left open: whoever takes an actor over pays first. */
export async function settleLeft(engine: Engine, actor: ActorId): Promise<void> {
  await settleThose(engine, (one) => one.actor === actor && one.owner !== engine.owner);
}

/** Settles what processes that are dead left open, and what nobody can be at any more. */
export async function sweepReservations(engine: Engine): Promise<void> {
  const now = Date.now();
  await settleThose(engine, (one) => one.until < now || isGone(one.owner, engine.host));
}

async function settleThose(engine: Engine, which: (reservation: OpenReservation) => boolean): Promise<void> {
  for (const { id } of (await listReserved(engine.db)).filter(which)) await settle(engine, id, null);
}
