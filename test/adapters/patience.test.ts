import { expect, test, vi } from "vitest";
import { Away } from "../../src/adapters/answer.ts";
import { patiently } from "../../src/adapters/patience.ts";

function open() {
  const said: string[] = [];
  const note = (_: object, message: string) => void said.push(message);
  const ending = new AbortController();
  const log = { debug: () => undefined, info: note, warn: note, error: note };
  return { said, ending, patience: { platform: "Discord", log, signal: ending.signal } };
}

const away = () => Promise.reject(new Away("Discord does not answer: 503", { afterMs: 0 }));

test("an outage is waited out, and told in one line however often it is asked", async () => {
  const { said, patience } = open();
  let left = 2;
  expect(await patiently(() => (left-- > 0 ? away() : Promise.resolve("here")), patience)).toBe("here");
  expect(said).toEqual(["Discord does not answer: 503; it is tried again until Discord is there", "Discord is there now"]);
});

test("what is no outage is told at once, after one try", async () => {
  const { said, patience } = open();
  const ask = vi.fn(() => Promise.reject(new Error("a wrong token")));
  await expect(patiently(ask, patience)).rejects.toThrow("a wrong token");
  expect(ask).toHaveBeenCalledTimes(1);
  expect(said).toEqual([]);
});

test.each([
  ["while it rests", away],
  ["while it asks", () => new Promise<never>(() => undefined)],
] as const)("whoever stops waiting %s does not wait any more", async (_, ask) => {
  const { ending, patience } = open();
  const waiting = patiently(ask, patience);
  ending.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow();
});
