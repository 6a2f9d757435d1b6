import { describe, expect, test } from "vitest";
import type { ActorId } from "../../src/domain/id.ts";
import {
  bindHost,
  claimActor,
  dropLease,
  endLeases,
  holdLease,
  type Lease,
  listOwners,
  releaseLease,
  renewLease,
  setWake,
} from "../../src/store/actors.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { claim, makeConversation, type OpenBench, readAll, send, take, useBench, wordsFor } from "./bench.ts";

/** Ownership of actors: one owner at a time, whatever happens at once. */
export function describeLeases(open: OpenBench): void {
  describe("leases", () => {
    const bench = useBench(open);

    const wake = (actor: ActorId, at: number | null) => transact(bench().db, (tx) => setWake(tx, actor, at));
    const hold = (lease: Lease) => transact(bench().db, (tx) => holdLease(tx, lease));
    const release = (lease: Lease) => transact(bench().db, (tx) => releaseLease(tx, lease));
    /** Lets so many seconds of a lease pass: its end moves into the past instead. */
    const age = (actor: ActorId, seconds: number) =>
      bench().sql`update actors set lease_until = lease_until - make_interval(secs => ${seconds}) where id = ${actor}`;
    const rowOf = async (actor: ActorId) => {
      const [row] = await bench().sql`select owner, epoch::int, lease_until, wake_at from actors where id = ${actor}`;
      return row;
    };

    test("of many claimants at once exactly one gets an actor", async () => {
      const actor = await makeConversation(bench().db);
      const claims = Array.from({ length: 30 }, (_, n) => claim(bench().clients[n % 3] ?? bench().db, actor, `here ${n} 1`));
      const won = (await Promise.all(claims)).filter((lease) => lease !== null);
      expect(won).toHaveLength(1);
      expect(await rowOf(actor)).toMatchObject({ owner: won[0]?.owner, epoch: 1 });
    });

    test("claimants at once share out many actors: each to one, and none is left over", async () => {
      const actors = await Promise.all(Array.from({ length: 60 }, () => makeConversation(bench().db)));
      const claimAll = async (client: Reader, owner: string) => {
        const got: ActorId[] = [];
        for (;;) {
          const lease = await claimActor(client, { owner, host: "here", only: actors });
          if (!lease) return got;
          got.push(lease.actor);
        }
      };
      const shares = await Promise.all(Array.from({ length: 9 }, (_, n) => claimAll(bench().clients[n % 3] ?? bench().db, `here ${n} 1`)));
      // A claimant that finds the last actors being claimed by others ends empty-handed; nobody gets one twice.
      expect(shares.flat().toSorted()).toEqual(actors.toSorted());
    });

    test("an actor bound to a machine is claimed there only", async () => {
      const actor = await makeConversation(bench().db);
      await transact(bench().db, (tx) => bindHost(tx, actor, "elsewhere"));
      expect(await claim(bench().db, actor)).toBeNull();
      expect(await claimActor(bench().db, { owner: "elsewhere 1 1", host: "elsewhere", only: [actor] })).toMatchObject({ actor });
    });

    test("who names actors gets no other, and who names none gets nothing", async () => {
      const [wanted, other] = [await makeConversation(bench().db), await makeConversation(bench().db)];
      expect(await claimActor(bench().db, { owner: "here 1 1", host: "here", only: [] })).toBeNull();
      expect(await claim(bench().db, wanted)).toMatchObject({ actor: wanted });
      expect(await claim(bench().db, wanted)).toBeNull();
      expect(await claim(bench().db, other)).toMatchObject({ actor: other });
    });

    test("an actor is claimed when it is due: not without a wake-up, not before it", async () => {
      const actor = await makeConversation(bench().db);
      await wake(actor, null);
      expect(await claim(bench().db, actor)).toBeNull();
      await wake(actor, Date.now() + 60_000);
      expect(await claim(bench().db, actor)).toBeNull();
      await wake(actor, Date.now() - 1);
      expect(await claim(bench().db, actor)).toMatchObject({ actor });
    });

    test("who has waited longest is claimed first", async () => {
      const actors = [await makeConversation(bench().db), await makeConversation(bench().db), await makeConversation(bench().db)] as const;
      const [first, second, third] = actors;
      for (const [index, actor] of [third, first, second].entries()) await wake(actor, Date.now() - 60_000 + index * 1_000);
      const claimed: (ActorId | undefined)[] = [];
      for (const _ of actors) claimed.push((await claimActor(bench().db, { owner: "here 1 1", host: "here", only: actors }))?.actor);
      expect(claimed).toEqual([third, first, second]);
    });

    test("a successor waits for the end of the lease and five seconds more", async () => {
      const actor = await makeConversation(bench().db);
      await take(bench().db, actor);
      await age(actor, 10 + 3);
      expect(await claim(bench().db, actor)).toBeNull();
      await age(actor, 2);
      expect(await claim(bench().db, actor)).toMatchObject({ actor, epoch: 2 });
    });

    test("an owner that is known to live has abandoned nothing, though its lease ran out", async () => {
      const actor = await makeConversation(bench().db);
      const comeAfter = async (isAlive: (owner: string) => boolean) => {
        await age(actor, 16);
        return claimActor(bench().db, { owner: "here 2 1", host: "here", only: [actor], isAlive });
      };
      await take(bench().db, actor, "here 1 1");
      expect(await comeAfter((owner) => owner === "here 1 1")).toMatchObject({ abandoned: false });
      expect(await comeAfter((owner) => owner === "here 1 1")).toMatchObject({ abandoned: true });
    });

    test("who ended what it ran gives a lease back in good order also when it has run out, while nobody came since", async () => {
      const actor = await makeConversation(bench().db);
      const lease = await take(bench().db, actor);
      await age(actor, 16);
      await dropLease(bench().db, lease);
      expect(await take(bench().db, actor)).toMatchObject({ abandoned: false });
    });

    test("every claim has a higher epoch than any before it", async () => {
      const actor = await makeConversation(bench().db);
      const epochs: number[] = [];
      for (let turn = 0; turn < 4; turn++) {
        const lease = await take(bench().db, actor);
        epochs.push(lease.epoch);
        await dropLease(bench().db, lease);
      }
      expect(epochs).toEqual([1, 2, 3, 4]);
    });

    test("whoever lost a lease can neither write nor renew it, nor give its successor's back", async () => {
      const actor = await makeConversation(bench().db);
      const old = await take(bench().db, actor, "here 1 1");
      await age(actor, 16);
      const next = await take(bench().db, actor, "here 2 1");
      await wake(actor, null);
      const before = await rowOf(actor);
      expect(await hold(old)).toBe(false);
      expect(await renewLease(bench().db, old)).toBe(false);
      expect(await release(old)).toBe(false);
      await dropLease(bench().db, old);
      expect(await rowOf(actor)).toEqual(before);
      expect(await hold(next)).toBe(true);
    });

    test("the same owner's lease of an earlier epoch counts for nothing", async () => {
      const actor = await makeConversation(bench().db);
      const old = await take(bench().db, actor);
      await dropLease(bench().db, old);
      const next = await take(bench().db, actor);
      expect(next.owner).toBe(old.owner);
      expect([await hold(old), await renewLease(bench().db, old), await hold(next)]).toEqual([false, false, true]);
    });

    test("a lease that ran out is lost even before anybody else takes it", async () => {
      const lease = await take(bench().db, await makeConversation(bench().db));
      await age(lease.actor, 11);
      expect([await hold(lease), await renewLease(bench().db, lease), await release(lease)]).toEqual([false, false, false]);
    });

    test("renewing gives the lease its full length again", async () => {
      const lease = await take(bench().db, await makeConversation(bench().db));
      await age(lease.actor, 8);
      expect(await renewLease(bench().db, lease)).toBe(true);
      await age(lease.actor, 9);
      expect(await hold(lease)).toBe(true);
    });

    test("a lease is given back only when nothing is unread and nothing is due", async () => {
      const actor = await makeConversation(bench().db);
      const lease = await take(bench().db, actor);
      expect(await release(lease)).toBe(false);
      await send(bench().db, wordsFor(actor, "one"));
      await wake(actor, null);
      expect(await release(lease)).toBe(false);
      await readAll(bench().db, actor);
      await wake(actor, Date.now() - 1_000);
      expect(await release(lease)).toBe(false);
      await wake(actor, Date.now() + 60_000);
      expect(await release(lease)).toBe(true);
      expect(await rowOf(actor)).toMatchObject({ owner: null, lease_until: null, epoch: 1 });
    });

    test("while something is unread an actor is due at once, whatever its deadline", async () => {
      const actor = await makeConversation(bench().db);
      await send(bench().db, wordsFor(actor, "one"));
      await wake(actor, Date.now() + 60_000);
      expect(await claim(bench().db, actor)).toMatchObject({ actor });
    });

    test("who leaves gives its lease back as it is: the next one goes on at once", async () => {
      const actor = await makeConversation(bench().db);
      await dropLease(bench().db, await take(bench().db, actor));
      expect(await claim(bench().db, actor, "here 2 1")).toMatchObject({ actor, epoch: 2 });
    });

    test("leases of a dead owner end at once, and nobody else's", async () => {
      const [one, two, other] = [
        await makeConversation(bench().db),
        await makeConversation(bench().db),
        await makeConversation(bench().db),
      ];
      for (const actor of [one, two]) await take(bench().db, actor, "dead-host 7 1");
      const living = await take(bench().db, other, "dead-host 8 1");
      await endLeases(bench().db, "dead-host 7 1");
      expect(await hold(living)).toBe(true);
      for (const actor of [one, two]) expect(await claim(bench().db, actor, "here 2 1")).toMatchObject({ actor, epoch: 2 });
    });

    test("a claimant learns whether the last owner left in good order", async () => {
      const actor = await makeConversation(bench().db);
      const first = await take(bench().db, actor, "dead-host 9 1");
      expect(first.abandoned).toBe(false);
      await endLeases(bench().db, "dead-host 9 1");
      const second = await take(bench().db, actor);
      expect(second.abandoned).toBe(true);
      await dropLease(bench().db, second);
      const third = await take(bench().db, actor);
      expect(third.abandoned).toBe(false);
      await age(actor, 16);
      expect((await take(bench().db, actor)).abandoned).toBe(true);
    });

    test("owners are listed by machine, and a machine's name is no pattern", async () => {
      for (const owner of ["a_c 1 1", "abc 1 1", "a_c.example 1 1"]) await take(bench().db, await makeConversation(bench().db), owner);
      await take(bench().db, await makeConversation(bench().db), "a_c 1 1");
      expect(await listOwners(bench().db, "a_c")).toEqual(["a_c 1 1"]);
      expect(await listOwners(bench().db, "a%")).toEqual([]);
      await endLeases(bench().db, "a_c 1 1");
      expect(await listOwners(bench().db, "a_c")).toEqual([]);
    });
  });
}
