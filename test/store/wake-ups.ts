import { describe, expect, test } from "vitest";
import type { ActorId } from "../../src/domain/id.ts";
import { dropLease, holdLease, type Lease, releaseLease, renewLease, setWake } from "../../src/store/actors.ts";
import { markRead, nextUnread, readOutcome } from "../../src/store/inbox.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { type Bench, claim, makeConversation, type OpenBench, send, useBench, wordsFor } from "./bench.ts";

/** Deliveries of the hammer: actors × each. */
const [actorCount, each] = [8, 130];

/** No wake-up is lost between somebody who goes to sleep and somebody who knocks. */
export function describeWakeUps(open: OpenBench): void {
  describe("wake-ups", () => {
    const bench = useBench(open);

    test("what arrives while owners fall asleep is never left without a wake-up", async () => {
      const actors = await Promise.all(Array.from({ length: actorCount }, () => makeConversation(bench().db)));
      let sending = true;
      const senders = actors.map((actor, n) => sendMany(bench().clients[(n + 1) % 3] ?? bench().db, actor));
      const sleepers = actors.map((actor, n) => fallAsleepAgainAndAgain(bench().clients[n % 3] ?? bench().db, actor, () => sending));
      await Promise.all(senders);
      sending = false;
      const asleep = (await Promise.all(sleepers)).reduce((sum, count) => sum + count, 0);

      const forgotten = await bench().sql`
        select a.id from actors a join inbox i on i.actor = a.id
        where i.processed_at is null and a.id in ${bench().sql(actors)} and (a.wake_at is null or a.wake_at > now())`;
      expect(forgotten).toEqual([]);
      // Whoever follows the wake-ups alone, without looking into the inbox first, reads everything there is.
      for (const actor of actors) await fallAsleepAgainAndAgain(bench().db, actor, () => false);
      const [left] = await bench()
        .sql`select count(*)::int as unread from inbox where processed_at is null and actor in ${bench().sql(actors)}`;
      const [all] = await bench().sql`select count(*)::int as rows from inbox where actor in ${bench().sql(actors)}`;
      expect({ ...left, ...all }).toEqual({ unread: 0, rows: actorCount * each });
      // The race was run: owners did fall asleep in between, many times.
      expect(asleep).toBeGreaterThan((actorCount * each) / 20);
    });

    test("a delivery waits for the owner's commit, and wakes the actor it puts to sleep", async () => {
      const actor = await makeConversation(bench().db);
      const lease = await claim(bench().db, actor);
      if (!lease) throw new Error("a new actor is free");
      let sent: Promise<boolean> | null = null;
      await transact(bench().db, async (tx) => {
        await holdLease(tx, lease);
        sent = send(bench().clients[1], wordsFor(actor, "one"));
        await untilSomebodyWaits(bench());
        await setWake(tx, actor, null);
      });
      expect(await sent).toBe(true);
      expect(await transact(bench().db, (tx) => releaseLease(tx, lease))).toBe(false);
    });

    test("what was rolled back was not delivered", async () => {
      const actor = await makeConversation(bench().db);
      await transact(bench().db, (tx) => setWake(tx, actor, null));
      const delivery = wordsFor(actor, "one");
      const failing = transact(bench().db, async (tx) => {
        await send(tx, delivery);
        throw new Error("the platform's event broke");
      });
      await expect(failing).rejects.toThrow("broke");
      expect(await nextUnread(bench().db, actor)).toBeNull();
      expect(await claim(bench().db, actor)).toBeNull();
      expect(await send(bench().db, delivery)).toBe(true);
    });
  });
}

/** Knocks again the moment the last knock was heard, or a few round trips later: that is when the owner falls asleep. */
async function sendMany(client: Reader, actor: ActorId): Promise<void> {
  for (let n = 0; n < each; n++) {
    const delivery = wordsFor(actor, `${n}`);
    await send(client, delivery);
    while ((await readOutcome(client, delivery.dedupeKey)) === null);
    for (let pause = n % 6; pause > 0; pause--) await readOutcome(client, delivery.dedupeKey);
  }
}

/** Lives as activations do: claims, reads until nothing is left, sleeps, and now and then dies. Returns how often it fell asleep. */
async function fallAsleepAgainAndAgain(db: Reader, actor: ActorId, goesOn: () => boolean): Promise<number> {
  let [asleep, dead] = [0, 0];
  for (;;) {
    const lease = await claim(db, actor);
    if (lease && (asleep + dead) % 4 === 3) dead += await dieAfterCommit(db, lease);
    else if (lease) {
      while (!(await readOrSleep(db, lease))) await renewLease(db, lease);
      asleep += 1;
    } else if (!goesOn()) return asleep;
  }
}

async function readOrSleep(db: Reader, lease: Lease): Promise<boolean> {
  const next = await nextUnread(db, lease.actor);
  return transact(db, async (tx) => {
    if (!next) return releaseLease(tx, lease);
    if (!(await holdLease(tx, lease))) throw new Error("nobody else claims it");
    await markRead(tx, next.id, null);
    await setWake(tx, lease.actor, null);
    return false;
  });
}

/** Commits something else than what is in the inbox, after which the actor has nothing more to do, and is gone before it looked again. */
async function dieAfterCommit(db: Reader, lease: Lease): Promise<number> {
  await transact(db, async (tx) => {
    await holdLease(tx, lease);
    await setWake(tx, lease.actor, null);
  });
  await dropLease(db, lease);
  return 1;
}

async function untilSomebodyWaits({ sql }: Bench): Promise<void> {
  for (;;) {
    const rows = await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
  }
}
