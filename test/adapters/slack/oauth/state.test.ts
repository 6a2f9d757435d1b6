import { expect, test } from "vitest";
import { openStates } from "../../../../src/adapters/slack/oauth/state.ts";

const options = { scopes: ["chat:write"] };
const open = (secret = "s1", now = () => Date.now()) => openStates(secret, options, now);
const begin = (states: ReturnType<typeof open>) => states.generateStateParam(options, new Date());

test("a state is good once, and what comes back with it is ours", async () => {
  const states = open();
  const [one, other] = [await begin(states), await begin(states)];
  expect(one).not.toBe(other);
  expect(await states.verifyStateParam(new Date(), one)).toEqual(options);
  await expect(states.verifyStateParam(new Date(), one)).rejects.toThrow("used before");
  expect(await states.verifyStateParam(new Date(), other)).toEqual(options);
});

test("a state is good for ten minutes", async () => {
  let now = 1_763_000_000_000;
  const states = open("s1", () => now);
  const [one, other] = [await begin(states), await begin(states)];
  now += 600_000;
  expect(await states.verifyStateParam(new Date(), one)).toEqual(options);
  now += 1;
  await expect(states.verifyStateParam(new Date(), other)).rejects.toThrow("too long ago");
});

test("a state that another key signed is none of ours, and outlives the process with the same key", async () => {
  const state = await begin(open("s2"));
  await expect(open("s1").verifyStateParam(new Date(), state)).rejects.toThrow("not one of ours");
  expect(await open("s2").verifyStateParam(new Date(), state)).toEqual(options);
});
