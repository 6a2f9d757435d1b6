import { expect, test } from "vitest";
import { createQueue } from "../../src/workspace/queue.ts";

test("work of one key is done one after the other, of different keys at once", async () => {
  const queue = createQueue();
  const first = Promise.withResolvers<string>();
  const done: string[] = [];
  const note = (text: string) => () => Promise.resolve(void done.push(text));
  const slow = queue("a", () => first.promise.then(note("one")));
  const next = queue("a", note("two"));
  await queue("b", note("other"));
  first.resolve("");
  await Promise.all([slow, next]);
  expect(done).toEqual(["other", "one", "two"]);
});

test("a signal ends the wait for a turn at once, and that work is never begun; the others keep their order", async () => {
  const queue = createQueue();
  const first = Promise.withResolvers<string>();
  const stop = new AbortController();
  const done: string[] = [];
  const slow = queue("a", () => first.promise);
  const ended = queue("a", async () => void done.push("ended"), stop.signal);
  const last = queue("a", async () => void done.push("last"));
  stop.abort(new Error("told to stop"));
  await expect(ended).rejects.toThrow("told to stop");
  await expect(queue("a", async () => void done.push("late"), stop.signal)).rejects.toThrow("told to stop");
  expect(done).toEqual([]);
  first.resolve("one");
  await last;
  expect([await slow, done]).toEqual(["one", ["last"]]);
});

test("work that has begun is waited for, whatever its caller's signal says", async () => {
  const queue = createQueue();
  const [begun, first] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const stop = new AbortController();
  const work = () => {
    begun.resolve();
    return first.promise;
  };
  const result = queue("a", work, stop.signal);
  await begun.promise;
  stop.abort();
  first.resolve("done all the same");
  expect(await result).toBe("done all the same");
});
