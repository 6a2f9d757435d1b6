import { describe, expect, test } from "vitest";
import { setWake } from "../../src/store/actors.ts";
import { hasUnread, markRead, nextUnread, readOutcome } from "../../src/store/inbox.ts";
import { listen, type Signal } from "../../src/store/signals.ts";
import { transact } from "../../src/store/transaction.ts";
import { claim, makeConversation, type OpenBench, readAll, send, useBench, wordsFor } from "./bench.ts";

/** What comes from outside: kept once, read once, stop and pause first. */
export function describeInbox(open: OpenBench): void {
  describe("the inbox", () => {
    const bench = useBench(open);

    test("the same delivery, many times at once, is kept once", async () => {
      const actor = await makeConversation(bench().db);
      const delivery = wordsFor(actor, "one");
      const kept = await Promise.all(Array.from({ length: 30 }, (_, n) => send(bench().clients[n % 3] ?? bench().db, delivery)));
      expect(kept.filter((fresh) => fresh)).toHaveLength(1);
      expect(await readAll(bench().db, actor)).toEqual(["one"]);
    });

    test("a delivery that was read is known for ever: a repetition neither comes back nor wakes anybody", async () => {
      const actor = await makeConversation(bench().db);
      const delivery = wordsFor(actor, "one");
      await send(bench().db, delivery);
      await readAll(bench().db, actor);
      await transact(bench().db, (tx) => setWake(tx, actor, null));
      expect(await send(bench().db, delivery)).toBe(false);
      expect(await hasUnread(bench().db, actor)).toBe(false);
      expect(await claim(bench().db, actor)).toBeNull();
    });

    test("stop, pause and resume are read ahead of everything queued, in the order in which they were said", async () => {
      const actor = await makeConversation(bench().db);
      await send(bench().db, wordsFor(actor, "first"));
      await send(bench().db, wordsFor(actor, "", "proceed"));
      await send(bench().db, wordsFor(actor, "second"));
      await send(bench().db, wordsFor(actor, "", "resume"));
      await send(bench().db, wordsFor(actor, "", "pause"));
      await send(bench().db, wordsFor(actor, "", "cancel"));
      expect(await readAll(bench().db, actor)).toEqual(["resume", "pause", "cancel", "first", "proceed", "second"]);
    });

    test("actors read only what is theirs", async () => {
      const [one, two] = [await makeConversation(bench().db), await makeConversation(bench().db)];
      await send(bench().db, wordsFor(one, "for one"));
      expect(await hasUnread(bench().db, two)).toBe(false);
      expect(await readAll(bench().db, one)).toEqual(["for one"]);
    });

    test("what became of a delivery can be asked: nothing yet, taken, or refused with the reason", async () => {
      const actor = await makeConversation(bench().db);
      const [taken, refused] = [wordsFor(actor, "one"), wordsFor(actor, "two")];
      for (const delivery of [taken, refused]) await send(bench().db, delivery);
      expect(await readOutcome(bench().db, taken.dedupeKey)).toBeNull();
      for (const refusal of [null, "You may not."]) {
        const next = await nextUnread(bench().db, actor);
        await transact(bench().db, (tx) => markRead(tx, next?.id ?? 0, refusal));
      }
      expect(await readOutcome(bench().db, taken.dedupeKey)).toEqual({ refusal: null });
      expect(await readOutcome(bench().db, refused.dedupeKey)).toEqual({ refusal: "You may not." });
      expect(await readOutcome(bench().db, "never sent")).toBeNull();
    });

    test("every process hears of a delivery once it is committed", async () => {
      const actor = await makeConversation(bench().db);
      const heard = Promise.withResolvers<Signal>();
      const ready = Promise.withResolvers<void>();
      const hear = (signal: Signal) => (signal.id === actor ? heard.resolve(signal) : undefined);
      const unlisten = await listen(bench().sql, hear, ready.resolve);
      await ready.promise;
      await send(bench().clients[1], wordsFor(actor, "one"));
      expect(await heard.promise).toEqual({ kind: "wake", id: actor });
      expect(await hasUnread(bench().db, actor)).toBe(true);
      await unlisten();
    });
  });
}
