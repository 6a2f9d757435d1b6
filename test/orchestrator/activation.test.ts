import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConnectionLost } from "../../src/domain/connection-lost.ts";
import { activate } from "../../src/orchestrator/activation.ts";
import { deliver, readOutcome } from "../../src/store/inbox.ts";
import { transact } from "../../src/store/transaction.ts";
import { claim, makeConversation, send, take, wordsFor } from "../store/bench.ts";
import { createProbe } from "./probe.ts";
import { openStand, rowOf, run, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

const db = () => stand.bench.db;
const tell = (actor: Parameters<typeof wordsFor>[0], text: string, command?: "cancel" | "pause") =>
  send(db(), wordsFor(actor, text, command));
/** Tells the actor something, and its activation that there is something. */
const say = async ({ actor, activation }: Awaited<ReturnType<typeof run>>, text: string) => {
  await tell(actor, text);
  activation.poke();
};

test("an actor with nothing to do is given back: a waiting actor costs nothing", async () => {
  const { activation, probe } = await run(stand, null);
  expect(await activation.done).toEqual({ broke: false });
  expect(probe.applied).toEqual([]);
});

test("an activation reads its inbox, begins what is wanted, commits its results, and ends", async () => {
  const one = await run(stand, "want a b");
  (await one.probe.begins("b")).end();
  (await one.probe.begins("a")).end();
  await one.activation.done;
  expect(one.probe.applied.toSorted()).toEqual(["a done", "b done", "want a b"]);
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ owner: null, wake_at: null });
});

test("what arrives while an effect runs is heard at once, and what is not wanted any more is told to stop", async () => {
  const one = await run(stand, "want a");
  const a = await one.probe.begins("a");
  await say(one, "want b");
  await a.aborted;
  a.end();
  (await one.probe.begins("b")).end();
  await one.activation.done;
  expect(one.probe.applied).toEqual(["want a", "want b", "b done"]);
});

test("without a notification the inbox is looked into all the same while effects run", async () => {
  const one = await run(stand, "want a");
  const a = await one.probe.begins("a");
  await tell(one.actor, "want");
  await a.aborted;
  expect(one.probe.applied).toEqual(["want a", "want"]);
});

test("words that wait go ahead of results that wait", async () => {
  const one = await run(stand, "want a b");
  const [a, b] = [await one.probe.begins("a"), await one.probe.begins("b")];
  await tell(one.actor, "stay");
  a.end();
  b.end();
  await one.activation.done;
  expect(one.probe.applied.slice(0, 2)).toEqual(["want a b", "stay"]);
});

test("an event that is refused is read, and who sent it can learn why", async () => {
  const one = await run(stand, "want a");
  await one.probe.begins("a");
  const delivery = wordsFor(one.actor, "refuse");
  await send(db(), delivery);
  one.activation.poke();
  await expect.poll(() => readOutcome(db(), delivery.dedupeKey)).toEqual({ refusal: "not this" });
});

test("a deadline that has passed is told by the clock, once", async () => {
  let due: number | null = Date.now() - 1;
  const told: string[] = [];
  const one = await run(stand, null, {
    dueAt: () => due,
    due: { type: "due", text: "due" },
    apply: async (_tx, state, { text }) => {
      if (text === "due") due = null;
      told.push(text);
      return { state, refusal: null };
    },
  });
  await one.activation.done;
  expect(told).toEqual(["due"]);
});

test("what was received before a deadline was told counts before it, though the clock rang first", async () => {
  const [loading, told] = [Promise.withResolvers<void>(), [] as string[]];
  let due: number | null = Date.now() - 1;
  const one = await run(stand, null, {
    load: async () => loading.promise.then(() => []),
    dueAt: () => due,
    due: { type: "due", text: "due" },
    apply: async (_tx, state, { text }) => {
      if (text === "due") due = null;
      told.push(text);
      return { state, refusal: null };
    },
  });
  // The words are under way: the actor's row is locked, and nobody else sees them yet.
  await transact(db(), async (tx) => {
    await deliver(tx, wordsFor(one.actor, "in time"));
    loading.resolve();
    const blocked = () => stand.bench.sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await blocked()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  });
  await one.activation.done;
  expect(told).toEqual(["in time", "due"]);
});

test("a deadline far away is left to whoever is awake then", async () => {
  const at = Date.now() + 3_600_000;
  const one = await run(stand, "hello", { dueAt: () => at, wakeAt: () => at });
  await one.activation.done;
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ owner: null, wake_at: new Date(at) });
});

test("an actor that has work in hand is claimed by nobody else, and one that was stopped by anybody at once", async () => {
  const one = await run(stand, "want a");
  const a = await one.probe.begins("a");
  expect(await claim(db(), one.actor, "other 1 1")).toBeNull();
  one.activation.stop();
  await a.aborted;
  expect(await claim(db(), one.actor, "other 1 1")).toBeNull();
  a.end();
  await one.activation.done;
  // Its effect was aborted, not ended: somebody else takes it up where it is.
  expect(await claim(db(), one.actor, "other 1 1")).toMatchObject({ epoch: 2 });
  expect(one.probe.applied).toEqual(["want a"]);
});

test("what has arrived when an activation is told to stop is committed before the actor is given back, and nothing new begins", async () => {
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const told: string[] = [];
  const one = await run(stand, "want a b", {
    apply: async (_tx, wanted, { text }) => {
      told.push(text);
      if (text === "hold") {
        reached.resolve();
        await gate.promise;
      }
      const [key = ""] = text.split(" ");
      return {
        state: text === "want a b" ? ["a", "b"] : [...wanted.filter((other) => other !== key), ...(key === "a" ? ["c"] : [])],
        refusal: null,
      };
    },
  });
  const [a, b] = [await one.probe.begins("a"), await one.probe.begins("b")];
  await say(one, "hold");
  await reached.promise;
  a.end();
  await turn();
  one.activation.stop();
  gate.resolve();
  await b.aborted;
  b.end();
  await one.activation.done;
  expect(told).toEqual(["want a b", "hold", "a done"]);
  expect(one.probe.begun.map(({ key }) => key)).toEqual(["a", "b"]);
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ owner: null, lease_until: null });
});

test("an activation waits for the end of an earlier one of the same actor, and keeps its lease meanwhile", async () => {
  const earlier = Promise.withResolvers<void>();
  const [actor, loaded] = [await makeConversation(db()), Promise.withResolvers<void>()];
  const probe = createProbe({
    load: async () => {
      loaded.resolve();
      return [];
    },
  });
  const lease = await take(db(), actor, stand.engine.owner);
  const activation = activate(lease, probe, stand.engine, { breaks: 0, ended: earlier.promise });
  const first = await Promise.race([loaded.promise.then(() => "loaded"), turn("waits")]);
  earlier.resolve();
  await loaded.promise;
  activation.stop();
  await activation.done;
  expect(first).toBe("waits");
});

test("an activation that breaks gives its actor back only when nothing of it runs any more, and not to be hammered", async () => {
  const one = await run(stand, "begin", {
    apply: async (_tx, _state, { text }) => {
      if (text === "break") throw new Error("nobody foresaw this");
      return { state: ["a"], refusal: null };
    },
  });
  const a = await one.probe.begins("a");
  await say(one, "break");
  await a.aborted;
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ owner: stand.engine.owner, epoch: 1 });
  a.end();
  expect(await one.activation.done).toEqual({ broke: true });
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ lease_until: null });
  expect(await claim(db(), one.actor)).toBeNull();
});

test("a database that went away under an effect: all of it is stopped, and the actor is given back in good order, to be taken up soon", async () => {
  const one = await run(stand, "want a b");
  const b = await one.probe.begins("b");
  (await one.probe.begins("a")).fail(new ConnectionLost());
  await b.aborted;
  b.end();
  expect(await one.activation.done).toEqual({ broke: false });
  expect(one.probe.applied).toEqual(["want a b"]);
  expect(await rowOf(stand.bench, one.actor)).toMatchObject({ owner: null, wake_at: expect.any(Date) });
});
