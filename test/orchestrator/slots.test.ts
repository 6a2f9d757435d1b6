import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createQueueing } from "../../src/orchestrator/queueing.ts";
import { createSlots } from "../../src/orchestrator/slots.ts";

const never = () => new AbortController().signal;

test("there are as many places as there are, and who came first gets the next one", async () => {
  const slots = createSlots(2);
  const [one, two] = [await slots.take(never()), await slots.take(never())];
  const order: string[] = [];
  const come = async (name: string) => {
    const release = await slots.take(never());
    order.push(name);
    return release;
  };
  const [third, fourth] = [come("third"), come("fourth")];
  await turn();
  expect(order).toEqual([]);
  one();
  // Given back once, whoever says it again.
  one();
  await turn();
  expect(order).toEqual(["third"]);
  two();
  (await third)();
  (await fourth)();
  expect(order).toEqual(["third", "fourth"]);
});

test("who is told to stop waiting waits no more, and keeps nobody else from a place", async () => {
  const slots = createSlots(1);
  const release = await slots.take(never());
  const stop = new AbortController();
  const given = slots.take(stop.signal);
  const next = slots.take(never());
  stop.abort(new Error("told to stop"));
  await expect(given).rejects.toThrow("told to stop");
  release();
  (await next)();
  await expect(slots.take(AbortSignal.abort(new Error("never began")))).rejects.toThrow("never began");
  (await slots.take(never()))();
});

test("the time in which all of a task waits for its turn is known, and only that", async () => {
  let now = 0;
  const slots = createSlots(1);
  const elsewhere = await slots.take(never());
  const queueing = createQueueing(slots, () => now);
  const thought = queueing.pass();
  const taking = queueing.take(never());
  now += 10;
  expect([queueing.isWaiting, queueing.waited()]).toEqual([false, 0]);
  thought();
  now += 20;
  expect([queueing.isWaiting, queueing.waited()]).toEqual([true, 20]);
  now += 5;
  elsewhere();
  const release = await taking;
  now += 40;
  expect([queueing.isWaiting, queueing.waited(), queueing.waited()]).toEqual([false, 5, 0]);
  release();
  expect(queueing.isWaiting).toBe(false);
});

test("who stops waiting is not counted as waiting", async () => {
  const slots = createSlots(1);
  await slots.take(never());
  const queueing = createQueueing(slots);
  const stop = new AbortController();
  const given = queueing.take(stop.signal);
  expect(queueing.isWaiting).toBe(true);
  stop.abort();
  await expect(given).rejects.toThrow();
  expect(queueing.isWaiting).toBe(false);
});
