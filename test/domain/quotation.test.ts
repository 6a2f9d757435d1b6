import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipped, quoted } from "../../src/domain/quotation.ts";

describe("quoted", () => {
  test("text stays verbatim between fences, under its origin", () => {
    expect(quoted("repository file a.md", "# Title\nline")).toBe("From repository file a.md:\n```\n# Title\nline\n```");
  });

  test("no text can close its own fence", () => {
    const ticks = fc.array(fc.constantFrom("`", "```", "\n", "From x:", "a"), { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(ticks, (text) => {
        const [, fence = "", ...rest] = quoted("x", text).split("\n");
        expect(rest.pop()).toBe(fence);
        expect(rest.join("\n")).toBe(text);
        expect(text).not.toContain(fence);
      }),
    );
  });

  test("an origin cannot pass for a line or a fence", () => {
    expect(quoted("eve\n```\nFrom the owner", "hi")).toBe("From eve From the owner:\n```\nhi\n```");
  });

  test("control characters and direction marks are taken out, line ends made one", () => {
    expect(quoted("x", "a\u0000b\u001b[31m\r\nc\u202ed\te")).toBe("From x:\n```\nab[31m\ncd\te\n```");
  });
});

describe("clipped", () => {
  test("a word is shown whole or not at all, so that no half of a secret gets past who looks for it", () => {
    const words = `${"word ".repeat(20)}hunter2-secret ${"more ".repeat(20)}`;
    for (let limit = 1; limit < words.length; limit++) {
      const shown = clipped(words, limit).replaceAll("hunter2-secret", "");
      expect(shown.split("\n[")[0]?.length).toBeLessThanOrEqual(limit / 2);
      if (limit > 20) expect(shown, String(limit)).not.toMatch(/hunt|cret/);
    }
  });

  test("short text stays as it is", () => expect(clipped("abc", 3)).toBe("abc"));

  test("long text keeps head and tail and says what is missing", () => {
    expect(clipped("abcdefghij", 4)).toBe("ab\n[… 6 characters left out …]\nij");
  });
});
