import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setWake } from "../../src/store/actors.ts";
import { hasUnread, markRead, nextUnread, readOutcome } from "../../src/store/inbox.ts";
import { listen, type Signal } from "../../src/store/signals.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { type Bench, claim, makeConversation, type OpenBench, readAll, send, wordsFor } from "./bench.ts";

/** What comes from outside: kept once, read once, stop and pause first. */
export function describeInbox(open: OpenBench): void {
  describe("the inbox", () => {
    let bench: Bench;
    let db: Reader;
    beforeAll(async () => {
      bench = await open();
      db = bench.db;
    });
    afterAll(() => bench.close());

    test("the same delivery, many times at once, is kept once", async () => {
      const actor = await makeConversation(db);
      const delivery = wordsFor(actor, "one");
      const kept = await Promise.all(Array.from({ length: 30 }, (_, n) => send(bench.clients[n % 3] ?? db, delivery)));
      expect(kept.filter((fresh) => fresh)).toHaveLength(1);
      expect(await readAll(db, actor)).toEqual(["one"]);
    });

    test("a delivery that was read is known for ever: a repetition neither comes back nor wakes anybody", async () => {
      const actor = await makeConversation(db);
      const delivery = wordsFor(actor, "one");
      await send(db, delivery);
      await readAll(db, actor);
      await transact(db, (tx) => setWake(tx, actor, null));
      expect(await send(db, delivery)).toBe(false);
      expect(await hasUnread(db, actor)).toBe(false);
      expect(await claim(db, actor)).toBeNull();
    });

    test("stop, pause and resume are read ahead of everything queued, in the order in which they were said", async () => {
      const actor = await makeConversation(db);
      await send(db, wordsFor(actor, "first"));
      await send(db, wordsFor(actor, "", "proceed"));
      await send(db, wordsFor(actor, "second"));
      await send(db, wordsFor(actor, "", "resume"));
      await send(db, wordsFor(actor, "", "pause"));
      await send(db, wordsFor(actor, "", "cancel"));
      expect(await readAll(db, actor)).toEqual(["resume", "pause", "cancel", "first", "proceed", "second"]);
    });

    test("actors read only what is theirs", async () => {
      const [one, two] = [await makeConversation(db), await makeConversation(db)];
      await send(db, wordsFor(one, "for one"));
      expect(await hasUnread(db, two)).toBe(false);
      expect(await readAll(db, one)).toEqual(["for one"]);
    });

    test("what became of a delivery can be asked: nothing yet, taken, or refused with the reason", async () => {
      const actor = await makeConversation(db);
      const [taken, refused] = [wordsFor(actor, "one"), wordsFor(actor, "two")];
      for (const delivery of [taken, refused]) await send(db, delivery);
      expect(await readOutcome(db, taken.dedupeKey)).toBeNull();
      for (const refusal of [null, "You may not."]) {
        const next = await nextUnread(db, actor);
        await transact(db, (tx) => markRead(tx, next?.id ?? 0, refusal));
      }
      expect(await readOutcome(db, taken.dedupeKey)).toEqual({ refusal: null });
      expect(await readOutcome(db, refused.dedupeKey)).toEqual({ refusal: "You may not." });
      expect(await readOutcome(db, "never sent")).toBeNull();
    });

    test("every process hears of a delivery once it is committed", async () => {
      const actor = await makeConversation(db);
      const heard = Promise.withResolvers<Signal>();
      const ready = Promise.withResolvers<void>();
      const hear = (signal: Signal) => (signal.id === actor ? heard.resolve(signal) : undefined);
      const unlisten = await listen(bench.sql, hear, ready.resolve);
      await ready.promise;
      await send(bench.clients[1], wordsFor(actor, "one"));
      expect(await heard.promise).toEqual({ kind: "wake", id: actor });
      expect(await hasUnread(db, actor)).toBe(true);
      await unlisten();
    });
  });
}
