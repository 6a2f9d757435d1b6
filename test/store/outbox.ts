import { beforeAll, describe, expect, test } from "vitest";
import type { ConversationId } from "../../src/domain/id.ts";
import { accountOf } from "../../src/domain/principal.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import {
  beginShowing,
  closeMessage,
  type Due,
  listDue,
  markDelivered,
  markUndeliverable,
  type Outgoing,
  post,
  showAgainTo,
} from "../../src/store/outbox.ts";
import { findShown, listMessages } from "../../src/store/shown.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { mia } from "../domain/world.ts";
import { cleaned } from "../fixtures/cleaned.ts";
import { makeConversation, type OpenBench, useBench } from "./bench.ts";

const elsewhere = { channel: "terminal", workspace: "elsewhere", room: "elsewhere", thread: "1" } as const;

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
    const dueIn = async (where: ConversationId) => (await listDue(db, "terminal")).filter((row) => row.conversation === where);
    const deliverAll = async (rows: readonly Due[]) => {
      for (const row of rows) await markDelivered(db, row.id, row.desired, [`ref ${row.id}`]);
    };

    test("the same body again is no revision, another body is one", async () => {
      const message = reply("one");
      await put(message);
      await put(message);
      expect(await dueIn(conversation)).toMatchObject([{ key: message.key, desired: 1, delivered: 0, refs: [] }]);
      await deliverAll(await dueIn(conversation));
      await put(message);
      expect(await dueIn(conversation)).toEqual([]);
      await put({ ...message, body: cleaned({ kind: "reply", text: "two" }) });
      expect(await dueIn(conversation)).toMatchObject([
        { key: message.key, desired: 2, delivered: 1, refs: [expect.stringMatching(/^ref /)], body: { text: "two" } },
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
      await markDelivered(db, older?.id ?? 0, older?.desired ?? 0, ["r"]);
      expect(await dueIn(conversation)).toMatchObject([{ desired: 2, delivered: 1, refs: ["r"] }]);
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

    test("due are the messages of one channel, oldest first, with where they belong", async () => {
      const here = await makeConversation(db);
      const texts = ["a", "b", "c"];
      for (const text of texts) await put(reply(text, { conversation: here }));
      expect((await dueIn(here)).map((row) => row.body)).toMatchObject(texts.map((text) => ({ text })));
      expect((await dueIn(here))[0]?.address).toMatchObject({ channel: "terminal", thread: expect.any(String) });
      expect((await listDue(db, "slack")).filter((row) => row.conversation === here)).toEqual([]);
    });

    test("what cannot be shown is not due until it changes, and says why", async () => {
      const message = reply("one");
      await put(message);
      const [row] = await dueIn(conversation);
      await markUndeliverable(db, row?.id ?? 0, "the room is archived");
      expect(await dueIn(conversation)).toEqual([]);
      expect((await listMessages(db, conversation)).find(({ key }) => key === message.key)).toMatchObject({
        error: "the room is archived",
      });
      await put({ ...message, body: cleaned({ kind: "reply", text: "two" }) });
      expect(await dueIn(conversation)).toMatchObject([{ key: message.key, error: null }]);
      await deliverAll(await dueIn(conversation));
    });

    test("what could not be shown is due again once somebody speaks there, or whom it is for, and not before", async () => {
      const [here, there] = [await makeConversation(db, "here"), await makeConversation(db, "there")];
      await put(reply("for all", { conversation: here }));
      await put(reply("for mia", { conversation: there, audience: mia }));
      await put(reply("mia is asked", { conversation: there, asked: [accountOf(mia)] }));
      await put(reply("for others", { conversation: there }));
      const rows = [...(await dueIn(here)), ...(await dueIn(there))];
      for (const { id } of rows) await markUndeliverable(db, id, "closed");
      const texts = async () => [...(await dueIn(here)), ...(await dueIn(there))].map(({ body }) => ("text" in body ? body.text : ""));
      const address = rows[0]?.address ?? elsewhere;
      const since = 1_767_323_045_000;
      await showAgainTo(db, { address: { ...address, room: "another" }, by: { ...mia, id: "9999" }, since });
      expect(await texts()).toEqual([]);
      await showAgainTo(db, { address, by: { ...mia, id: "9999" }, since });
      expect(await texts()).toEqual(["for all"]);
      await showAgainTo(db, { address: elsewhere, by: mia, since: since + 1_000 });
      expect(await texts()).toEqual(["for all"]);
      await showAgainTo(db, { address: elsewhere, by: mia, since });
      expect(await texts()).toEqual(["for all", "for mia", "mia is asked"]);
      await deliverAll([...(await dueIn(here)), ...(await dueIn(there))]);
    });

    test("how often showing it was begun is counted until it is shown; then it is begun no more", async () => {
      await put(reply("one"));
      const [row] = await dueIn(conversation);
      const id = row?.id ?? 0;
      expect([await beginShowing(db, id), await beginShowing(db, id)]).toMatchObject([{ tries: 0 }, { tries: 1 }]);
      await markDelivered(db, id, row?.desired ?? 0, ["there"]);
      expect(await beginShowing(db, id)).toBeNull();
    });

    test("a message of the platform is known by each of its ids, on its own channel", async () => {
      const message = reply("long", { asked: ["terminal:1000", "@ops"] });
      await put(message);
      const [row] = await dueIn(conversation);
      await markDelivered(db, row?.id ?? 0, row?.desired ?? 0, ["first-of-two", "second-of-two"]);
      expect(row).toMatchObject({ asked: ["terminal:1000", "@ops"] });
      for (const ref of ["first-of-two", "second-of-two"]) expect(await findShown(db, "terminal", ref)).toMatchObject({ key: message.key });
      expect(await findShown(db, "slack", "first-of-two")).toBeNull();
      expect(await findShown(db, "terminal", "first-of")).toBeNull();
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
