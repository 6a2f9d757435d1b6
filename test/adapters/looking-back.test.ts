import { expect, test } from "vitest";
import { openLookingBack } from "../../src/adapters/looking-back.ts";

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

test("looks from what was heard before the loss, though something is heard before it looks", async () => {
  let heard = 1_000;
  const looked: number[] = [];
  const looking = openLookingBack("Slack", { heardAt: async () => heard, log: quiet }, async (since) => void looked.push(since));
  looking.lost();
  heard = 9_000;
  looking.connected();
  await expect.poll(() => looked).toEqual([1_000]);
  looking.stop();
});

test("one look at a time; a loss during one is followed by another look, once somebody listens again", async () => {
  let heard = 1_000;
  const looked: number[] = [];
  const first = Promise.withResolvers<void>();
  const looking = openLookingBack("Slack", { heardAt: async () => heard, log: quiet }, async (since) => {
    looked.push(since);
    if (looked.length === 1) await first.promise;
  });
  looking.lost();
  looking.connected();
  await expect.poll(() => looked).toEqual([1_000]);
  heard = 2_000;
  looking.lost();
  looking.connected();
  expect(looked).toEqual([1_000]);
  first.resolve();
  await expect.poll(() => looked).toEqual([1_000, 2_000]);
  looking.stop();
});

test("where nothing was ever heard there is nothing to look for", async () => {
  const looked: number[] = [];
  const asked = Promise.withResolvers<null>();
  const looking = openLookingBack("Slack", { heardAt: () => asked.promise, log: quiet }, async (since) => void looked.push(since));
  looking.lost();
  looking.connected();
  asked.resolve(null);
  await asked.promise;
  looking.stop();
  expect(looked).toEqual([]);
});
