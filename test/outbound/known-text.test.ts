import { expect, test } from "vitest";
import { rememberClean } from "../../src/outbound/known-text.ts";

/** Takes out a word, and notes what it looked at. */
function createCleaner() {
  const looked: string[] = [];
  const clean = rememberClean((text) => {
    looked.push(text);
    return text.replaceAll("secret", "***");
  });
  return { clean, looked };
}

test("a text with nothing to be taken out is looked at once", () => {
  const { clean, looked } = createCleaner();
  for (const _ of [1, 2, 3]) expect(clean("hello")).toBe("hello");
  expect(looked).toEqual(["hello"]);
});

test("a text that held something is cleaned each time, and never kept", () => {
  const { clean, looked } = createCleaner();
  for (const _ of [1, 2]) expect(clean("a secret")).toBe("a ***");
  expect(looked).toEqual(["a secret", "a secret"]);
});

test("long texts are looked at each time, and the memory has an end", () => {
  const { clean, looked } = createCleaner();
  for (const _ of [1, 2]) clean("x".repeat(1_000));
  for (let n = 0; n < 20_001; n++) clean(`text ${n}`);
  clean("text 0");
  expect(looked.length).toBe(2 + 20_001 + 1);
});
