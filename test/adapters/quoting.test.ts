import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteAsRequest, quoteEarlier } from "../../src/adapters/quoting.ts";
import { readSpoken } from "../../src/domain/grammar.ts";

const exact = ["link ABCD-EFGH", "stop", "approve", "change: all of it", "set a = b", "reject: one\ntwo", "claim CODE", "skip 2"];
const words = fc.oneof(fc.constantFrom(...exact), fc.string({ unit: "grapheme" }));

test("no message of somebody else's, and no name of theirs, is ever taken for exact words", () => {
  for (const one of exact) expect(readSpoken(one)).not.toBeNull();
  fc.assert(fc.property(words, words, (author, said) => readSpoken(quoteAsRequest(author, said)) === null));
});

test("every line is quoted, whatever ends it, and says whose it is", () => {
  expect(quoteAsRequest("jon\nmia", "one\r\ntwo\u2028three")).toBe("What this is about was written by jon mia:\n> one\n> two\n> three");
  expect(quoteAsRequest(null, " ")).toBe("What this is about was written by somebody:\n> (a message without words)");
});

describe("what was said before", () => {
  const title = "Said in this thread before:";
  const said = (who: string, text: string) => ({ who, text });

  test("is one line a message, whatever is in it, and nothing where nothing was said", () => {
    expect(quoteEarlier(title, [said("jon", "one\n# two"), said("eve\n> mia", "  "), said("eve\n> mia", "three")])).toBe(
      `${title}\n> jon: one # two\n> eve > mia: three`,
    );
    expect(quoteEarlier(title, [said("jon", " \n ")])).toBe("");
  });

  test("is the newest that there is room for", () => {
    const many = Array.from({ length: 40 }, (_, n) => said("jon", `${n} ${"x".repeat(600)}`));
    const quoted = quoteEarlier(title, many);
    expect(quoted.length).toBeLessThanOrEqual(6_100);
    expect(quoted).toContain("> jon: 39 ");
    expect(quoted).not.toContain("> jon: 20 ");
  });
});
