import { beforeAll, describe, expect, test } from "vitest";
import type { ConversationId } from "../../src/domain/id.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { closeMessage, type Due, listDue, listMessages, markDelivered, type Outgoing, post } from "../../src/store/outbox.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { mia } from "../domain/world.ts";
import { cleaned } from "../fixtures/cleaned.ts";
import { makeConversation, type OpenBench, useBench } from "./bench.ts";

/** What is to be shown: every message has a desired and a delivered revision. */
export function describeOutbox(open: OpenBench): void {
  describe("the outbox", () => {
    const bench = useBench(open);
    let db: Reader;
    let conversation: ConversationId;
    beforeAll(async () => {
      db = bench().db;
      conversation = await makeConversation(db);
    });

    const reply = (text: string, rest: Partial<Outgoing> = {}): Outgoing => {
      const body = cleaned({ kind: "reply", text } as const);
      return { key: mintId("msg"), conversation, task: null, kind: "post", body, audience: null, at: 1_767_323_045_678, ...rest };
    };
    const put = (outgoing: Outgoing, client = db) => transact(client, (tx) => post(tx, outgoing));
    const dueIn = (where: ConversationId) => listDue(db, "terminal", [where]);
    const deliverAll = async (rows: readonly Due[]) => {
      for (const row of rows) await markDelivered(db, row.id, row.desired, `ref ${row.id}`);
    };

    test("the same body again is no revision, another body is one", async () => {
      const message = reply("one");
      await put(message);
      await put(message);
      expect(await dueIn(conversation)).toMatchObject([{ key: message.key, desired: 1, delivered: 0, ref: null }]);
      await deliverAll(await dueIn(conversation));
      await put(message);
      expect(await dueIn(conversation)).toEqual([]);
      await put({ ...message, body: cleaned({ kind: "reply", text: "two" }) });
      expect(await dueIn(conversation)).toMatchObject([
        { key: message.key, desired: 2, delivered: 1, ref: expect.stringMatching(/^ref /), body: { text: "two" } },
      ]);
      await deliverAll(await dueIn(conversation));
    });

    test("a body that differs only in the order of its fields is the same", async () => {
      const message = reply("one");
      await put(message);
      await put({ ...message, body: cleaned({ text: "one", kind: "reply" }) });
      expect(await dueIn(conversation)).toMatchObject([{ desired: 1 }]);
      await deliverAll(await dueIn(conversation));
    });

    test("who delivered an older revision leaves the newer one due", async () => {
      const message = reply("one");
      await put(message);
      const [older] = await dueIn(conversation);
      await put({ ...message, body: cleaned({ kind: "reply", text: "two" }) });
      await markDelivered(db, older?.id ?? 0, older?.desired ?? 0, "r");
      expect(await dueIn(conversation)).toMatchObject([{ desired: 2, delivered: 1, ref: "r" }]);
      await deliverAll(await dueIn(conversation));
      expect(await dueIn(conversation)).toEqual([]);
    });

    test("revisions written at once are all counted, and the last one stands", async () => {
      const message = reply("start");
      await put(message);
      const texts = Array.from({ length: 12 }, (_, n) => `text ${n}`);
      await Promise.all(texts.map((text, n) => put({ ...message, body: cleaned({ kind: "reply", text }) }, bench().clients[n % 3])));
      const [row] = await dueIn(conversation);
      expect(row).toMatchObject({ desired: 13, body: { text: expect.stringMatching(/^text /) } });
      await deliverAll(await dueIn(conversation));
    });

    test("a closed message says why, is due once more, and keeps the rest of its body", async () => {
      const message = reply("one");
      await put(message);
      await deliverAll(await dueIn(conversation));
      await transact(db, (tx) => closeMessage(tx, message.key, cleaned('superseded by "version 2"')));
      expect(await dueIn(conversation)).toMatchObject([
        { desired: 2, body: { kind: "reply", text: "one", closed: 'superseded by "version 2"' } },
      ]);
      await deliverAll(await dueIn(conversation));
      await transact(db, (tx) => closeMessage(tx, "apr_unknown", cleaned("gone")));
      expect(await dueIn(conversation)).toEqual([]);
    });

    test("due are the messages of one channel and of the conversations named, oldest first", async () => {
      const here = await makeConversation(db);
      const texts = ["a", "b", "c"];
      for (const text of texts) await put(reply(text, { conversation: here }));
      expect((await dueIn(here)).map((row) => row.body)).toMatchObject(texts.map((text) => ({ text })));
      expect(await listDue(db, "slack", [here])).toEqual([]);
      expect(await listDue(db, "terminal", [])).toEqual([]);
      expect((await listDue(db, "terminal", null)).map((row) => row.conversation)).toContain(here);
    });

    test("what was shown stays listed, with whom it was for", async () => {
      const here = await makeConversation(db);
      await put(reply("for all", { conversation: here }));
      await put(reply("for mia", { conversation: here, audience: mia }));
      await deliverAll(await dueIn(here));
      const rows = await listMessages(db, here);
      expect(rows).toMatchObject([
        { body: { text: "for all" }, audience: null },
        { body: { text: "for mia" }, audience: mia },
      ]);
      expect(rows[0]?.createdAt).toEqual(new Date(1_767_323_045_678));
    });
  });
}
