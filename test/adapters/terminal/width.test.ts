import { describe, expect, test } from "vitest";
import { cut, pad, widthOf, wrap } from "../../../src/adapters/terminal/width.ts";

describe("columns of a text", () => {
  test.each([
    ["", 0],
    ["status", 6],
    ["naïve", 5],
    ["e\u0301", 1],
    ["日本", 4],
    ["한글", 4],
    ["full：width", 11],
    ["🚀", 2],
    ["👩‍💻", 2],
    ["✔️", 2],
    ["✓ done", 6],
    ["a\u200bb", 2],
  ])("%j takes %i", (text, columns) => expect(widthOf(text)).toBe(columns));
});

describe("a text cut to a width", () => {
  test.each([
    ["status", 6, "status"],
    ["status", 5, "stat…"],
    ["日本語", 6, "日本語"],
    // Half a wide character is none.
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["👩‍💻👩‍💻", 3, "👩‍💻…"],
  ])("%j in %i columns is %j", (text, width, short) => {
    expect(cut(text, width)).toBe(short);
    expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
  });

  test("is filled up with blanks by its columns, not by its characters", () => {
    expect([pad("ab", 4), pad("日", 4), pad("abcdef", 4)]).toEqual(["ab  ", "日  ", "abc…"]);
  });
});

describe("a text wrapped to a width", () => {
  test("breaks at blanks and indents what follows", () => {
    expect(wrap("one two three four", 9, "  ")).toEqual(["one two", "  three", "  four"]);
  });

  test("keeps its own line breaks, and what fits as it is", () => {
    expect(wrap("a   b\n\n  c", 10)).toEqual(["a   b", "", "  c"]);
  });

  test("breaks a word that is longer than a line", () => {
    expect(wrap("abcdefghijkl", 8)).toEqual(["abcdefgh", "ijkl"]);
    expect(wrap("日本語日本語", 8)).toEqual(["日本語日", "本語"]);
  });
});
