import { expect, test } from "vitest";
import { keepLease } from "../../src/orchestrator/keeper.ts";
import { dropLease } from "../../src/store/actors.ts";
import { makeConversation, take } from "../store/bench.ts";
import { openStand, steal } from "./stand.ts";

/** A lease that is kept, while its row is locked: the renewal is under way and cannot end before `work` has. */
async function duringRenewal(work: (letGo: () => void) => void | Promise<void>) {
  const stand = await openStand();
  try {
    const { sql, db } = stand.bench;
    const said: string[] = [];
    const actor = await makeConversation(db);
    const lease = await take(db, actor, stand.engine.owner);
    const lost = Promise.withResolvers<void>();
    const log = { ...stand.engine.log, warn: (_: object, message: string) => void said.push(message) };
    const letGo = keepLease(lease, { ...stand.engine, log }, lost.resolve);
    const waiting = () => sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await sql.begin(async (tx) => {
      await tx`select 1 from actors where id = ${actor} for update`;
      await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1);
      await tx`update actors set owner = null, lease_until = null where id = ${actor}`;
      await work(letGo);
    });
    await expect.poll(waiting).toHaveLength(0);
    // Behind the renewal on the same connections: its answer is here.
    await dropLease(stand.engine.db, lease);
    if (said.length > 0) await lost.promise;
    letGo();
    return said;
  } finally {
    await stand.close();
  }
}

test("who let go of a lease is not told that it was lost, though a renewal was still on its way", async () => {
  expect(await duringRenewal((letGo) => letGo())).toEqual([]);
});

test("a lease that is gone when it is renewed is told as lost", async () => {
  expect(await duringRenewal(() => undefined)).toEqual(["the lease is lost; what runs is stopped"]);
});

test("a stolen lease is told as lost once", async () => {
  const stand = await openStand();
  const actor = await makeConversation(stand.bench.db);
  const lease = await take(stand.bench.db, actor, stand.engine.owner);
  const said: string[] = [];
  const lost = Promise.withResolvers<void>();
  const log = { ...stand.engine.log, warn: (_: object, message: string) => void said.push(message) };
  keepLease(lease, { ...stand.engine, log }, lost.resolve);
  await steal(stand.bench, actor);
  await lost.promise;
  expect(said).toHaveLength(1);
  await stand.close();
});
