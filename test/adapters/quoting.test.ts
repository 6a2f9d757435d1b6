import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteAsRequest } from "../../src/adapters/quoting.ts";
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
