import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConversationId } from "../../src/domain/id.ts";
import { activate } from "../../src/orchestrator/activation.ts";
import { isAlive } from "../../src/orchestrator/owner.ts";
import { claimActor } from "../../src/store/actors.ts";
import { readOutcome } from "../../src/store/inbox.ts";
import { listMessages } from "../../src/store/shown.ts";
import { mia } from "../domain/world.ts";
import { makeConversation, makeTask, send, take, wordsFor } from "../store/bench.ts";
import { createProbe } from "./probe.ts";
import { openStand, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

/** One activation in a process that has just begun: it remembers nothing of earlier breaks. Words with "break" break it. */
async function activateAnew(actor: Parameters<typeof take>[1]) {
  const { bench, engine } = stand;
  await bench.sql`update actors set wake_at = now() where id = ${actor}`;
  const probe = createProbe({
    apply: async (_tx, state, { text }) => {
      if (text.includes("break")) throw new Error("nobody foresaw this");
      return { state, refusal: null };
    },
  });
  const lease = await take(bench.db, actor, engine.owner);
  return activate(lease, probe, engine, { breaks: 0, ended: Promise.resolve() }).done;
}

const pauseOf = async (actor: string) => {
  const [row] = await stand.bench.sql`select round(extract(epoch from wake_at - now()))::int as seconds from actors where id = ${actor}`;
  return row?.["seconds"];
};

const postsTo = async (conversation: ConversationId) =>
  (await listMessages(stand.bench.db, conversation)).map(({ body, audience, task }) => ({ body, audience, task }));

test("an event that always breaks is put aside after five breaks of its own, over restarts, and its sender is told", async () => {
  const { bench } = stand;
  const actor = await makeConversation(bench.db);
  const delivery = wordsFor(actor, "break it");
  await send(bench.db, delivery);
  const seconds: number[] = [];
  for (const _ of [1, 2, 3, 4]) {
    expect(await activateAnew(actor)).toEqual({ broke: true });
    expect(await readOutcome(bench.db, delivery.dedupeKey)).toBeNull();
    seconds.push(await pauseOf(actor));
  }
  expect(seconds).toEqual([1, 5, 30, 120]);
  await activateAnew(actor);
  expect(await readOutcome(bench.db, delivery.dedupeKey)).toEqual({ refusal: "it could not be worked on; the log says why" });
  const text = expect.stringMatching(/^I could not work on "break it": it broke 5 times, and it is put aside\./);
  expect(await postsTo(actor)).toEqual([{ body: { kind: "reply", text }, audience: mia, task: null }]);
  expect(await activateAnew(actor)).toEqual({ broke: false });
});

test("breaks of one event are not charged to the next", async () => {
  const { bench } = stand;
  const task = await makeTask(bench.db, { requester: mia });
  const [first, second] = [wordsFor(task.id, "break this"), wordsFor(task.id, "break that")];
  await send(bench.db, first);
  await send(bench.db, second);
  for (const _ of [1, 2, 3, 4, 5]) await activateAnew(task.id);
  expect(await readOutcome(bench.db, first.dedupeKey)).not.toBeNull();
  for (const _ of [1, 2, 3, 4]) await activateAnew(task.id);
  expect(await readOutcome(bench.db, second.dedupeKey)).toBeNull();
  expect((await postsTo(task.conversation)).map(({ audience, task: about }) => [audience, about])).toEqual([[mia, task.id]]);
});

/** Who comes after an activation that broke over the inbox, or over what an effect of its own came to. */
async function comeAfter(words: string) {
  const { bench, engine } = stand;
  const actor = await makeConversation(bench.db);
  await send(bench.db, wordsFor(actor, words));
  const probe = createProbe({
    apply: async (_tx, _state, { type, text }) => {
      if (type === "ended" || text.includes("break")) throw new Error("nobody foresaw this");
      return { state: ["a"], refusal: null };
    },
    perform: async () => ({ type: "ended", text: "a done" }),
  });
  const lease = await take(bench.db, actor, engine.owner);
  expect(await activate(lease, probe, engine, { breaks: 0, ended: Promise.resolve() }).done).toEqual({ broke: true });
  await bench.sql`update actors set wake_at = now() where id = ${actor}`;
  const isAmong = (owner: string) => isAlive(owner, engine.host);
  return claimActor(bench.db, { owner: engine.owner, host: engine.host, only: [actor], isAlive: isAmong });
}

test("an event that breaks its activation is not charged to what ran beside it", async () => {
  expect(await comeAfter("break it")).toMatchObject({ abandoned: false });
});

test("what breaks the activation that runs it is charged like a death: it would be begun again for ever", async () => {
  expect(await comeAfter("want a")).toMatchObject({ abandoned: true });
});
