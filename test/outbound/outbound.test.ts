import { describe, expect, test } from "vitest";
import { neutraliseMentions } from "../../src/outbound/mention.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { createLearningRedactor, createRedactor } from "../../src/outbound/redactor.ts";

const outbound = createOutbound({ redact: createRedactor({ DEPLOY: "hunter2-secret" }) });

describe("everything outbound", () => {
  test("a secret interrupted by invisible characters and colours is found", () => {
    expect(outbound.text("hun\u200Bter2-\u001B[1msecret")).toBe("[redacted:DEPLOY]");
  });

  test("a cut never leaves half a secret", () => {
    expect(outbound.text(`${"a".repeat(50)} hunter2-secret ${"b".repeat(50)}`, { maxChars: 100, maxLines: 9 })).not.toContain("hunter2");
  });

  test("text is not cut unless asked", () => {
    expect(outbound.text("a\n".repeat(10_000))).toHaveLength(20_000);
  });

  test("a line has no breaks and an end", () => {
    expect(outbound.line("a\n\n  b\tc")).toBe("a b c");
    expect(outbound.line("abcdefgh", 5)).toBe("abcd…");
  });

  test("data is cleaned in texts, keys and numbers, and keeps its shape", () => {
    const digits = createOutbound({ redact: createRedactor({ PIN: "12345678" }) });
    expect(digits.data({ "a\u0000": ["x12345678", 12345678, 5, null, true] })).toEqual({
      a: ["x[redacted:PIN]", "[redacted:PIN]", 5, null, true],
    });
  });

  test("a secret that is learned late is taken out from then on, also of what was clean before, and after it was replaced", () => {
    const late = createOutbound(createLearningRedactor({ DEPLOY: "hunter2-secret" }));
    const said = "by first-token and second-token, hunter2-secret";
    const known = "by first-token and second-token, [redacted:DEPLOY]";
    expect([late.text(said), late.message(said), late.holdsSecret("first-token")]).toEqual([known, known, false]);
    late.learn("TOKEN", "first-token");
    expect(late.text(said)).toBe("by [redacted:TOKEN] and second-token, [redacted:DEPLOY]");
    late.learn("TOKEN", "second-token");
    for (const shown of [late.text(said), late.message(said), late.redact(said), late.data({ said }).said])
      expect(shown).toBe("by [redacted:TOKEN_1] and [redacted:TOKEN], [redacted:DEPLOY]");
    expect(late.holdsSecret("first-token")).toBe(true);
  });

  test("data nested beyond reason is cut instead of exhausting the stack", () => {
    const deep = JSON.parse(`${'{"in":'.repeat(3_000)}"x"${"}".repeat(3_000)}`);
    const shown = JSON.stringify(outbound.data(deep));
    expect(shown).toContain("[nested too deeply]");
  });
});

describe("a text made by a model has no power over people", () => {
  test.each([
    ["@everyone and @here", "＠everyone and ＠here"],
    ["<!channel> <!here|here> <!subteam^S123|@ops>", "＠channel ＠here ＠ops"],
    ["<@U123> <@!42> <@&7> <#C9|general>", "＠U123 ＠42 ＠7 ＠C9"],
    ["<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)"],
    ["[your bank](https://evil.example)", "your bank (https://evil.example)"],
    ["a < b > c, me@example.com", "a < b > c, me@example.com"],
  ])("%s", (text, shown) => {
    expect(neutraliseMentions(text)).toBe(shown);
    expect(neutraliseMentions(shown)).toBe(shown);
  });
});
