import { describe, expect, test } from "vitest";
import { renderMessage } from "../../../../src/adapters/discord/look/message.ts";
import type { AskedQuestion, Message } from "../../../../src/domain/message.ts";
import { planApproval, result, stepApproval, task, wordsApproval } from "../../samples.ts";
import { messageFaults } from "../checker.ts";
import { show, wordsOf } from "../shown.ts";

const mia = "123456789012345678";
const ops = "223456789012345678";
const shown = (message: Message, asked: readonly string[] = [`discord:${mia}`]) => {
  const { parts } = renderMessage(message, asked);
  expect(parts.flatMap((part) => messageFaults(part, [`<@${mia}>`, `<@&${ops}>`]))).toEqual([]);
  return parts.map(show).join("\n=====\n");
};

describe("an approval", () => {
  test("of a plan says what would be done, and right above the buttons what it may", () => {
    expect(shown(planApproval)).toMatchInlineSnapshot(`
      "| f0b232
      <@123456789012345678> **#42 Make the orders export finish in 15 minutes**
      -# plan v1 · shop · 4f2c1a9
      **Must hold:** \`exports/nightly.ts\` under 15 min on last night's data; same rows as before
      **Should hold:** no new dependency
      **Given:** the schema stays
      **Assumed:** the staging copy of 2026-11-20 is representative
      1\\. Measure where the time goes — runs \`npm run export -- --profile\` · \`execute\`
      2\\. Change the slow part — delegates: make the slow part faster · \`write\` · codex, else claude · est. $0.80 · may change exports/
      \`\`\`
      Make the slow part faster.
      Do not touch src/**/schema.ts or __init__.
      \`\`\`
      3\\. Tell you the result · \`read\`
      ----
      Est. $0.80. May change exports/. Highest tier: execute.
      [Approve] [Request changes] [Reject?]
      -# or react ✅ ❌ ✏️"
    `);
  });

  test("above `execute` asks once more before it is given", () => {
    expect(shown(stepApproval)).toMatchInlineSnapshot(`
      "| f0b232
      <@123456789012345678> **#42 Make the orders export finish in 15 minutes**
      -# one step · external
      **Post the numbers**
      runs \`curl -d @rows.json https://api.stripe.com/v1/x\`
      ----
      Gets exactly this: Uses the secret STRIPE\\_KEY; can send data to POST api.stripe.com/v1/\\*.
      [Approve?] [Request changes] [Leave it out] [Stop?]"
    `);
  });

  test("that is closed keeps its substance, has no buttons and says why", () => {
    const closed = shown({ ...planApproval, closed: "v2 is below, because mia asked for a change" });
    expect(closed).toContain("Must hold");
    expect(closed).toMatch(/-# Closed: v2 is below, because mia asked for a change$/);
    expect(closed).not.toMatch(/\[|react/);
    expect(closed.startsWith("| 80848e\n")).toBe(true);
  });

  test("has as many parts closed as it had open, so that each can be edited", () => {
    const goal = "long words ".repeat(900);
    const long = { ...planApproval, plan: planApproval.plan && { ...planApproval.plan, goal } };
    const open = renderMessage(long, []);
    expect(open.parts).toHaveLength(4);
    expect(renderMessage({ ...long, closed: "why ".repeat(200) }, []).parts).toHaveLength(4);
  });

  test.each([
    ["review", "[Approve] [Request changes] [Leave it out] [Stop?]"],
    ["result", "[Accept as it is] [Request changes] [Stop here?]"],
    ["fault", "[Try again] [Request changes] [Stop here?]"],
    ["limit", "[Add more] [Stop here?]"],
  ] as const)("of a %s says what each button does", (subject, buttons) => {
    expect(shown(wordsApproval(subject, "The budget is **used up**."))).toContain(`\n----\n${buttons}\n-# or react ✅ ❌`);
  });

  test("of what destroys something is red, and so is its button", () => {
    const { parts } = renderMessage({ ...stepApproval, approval: { ...stepApproval.approval, tier: "destructive" } }, []);
    expect(parts[0]?.components[0]).toMatchObject({
      accent_color: 0xf23f43,
      components: expect.arrayContaining([
        expect.objectContaining({ type: 1, components: expect.arrayContaining([expect.objectContaining({ label: "Approve", style: 4 })]) }),
      ]),
    });
  });
});

describe("questions", () => {
  const choices: AskedQuestion = {
    id: "qst_1",
    text: "Which export?",
    choices: ["orders", "ledger", "both"],
    why: "Two run at night.",
    step: null,
  };
  const free: AskedQuestion = { id: "qst_2", text: "What is fast enough?", choices: [], why: null, step: null };

  test("are answered by a tap, by one form, or in words", () => {
    expect(shown({ kind: "questions", task, questions: [choices, free] })).toMatchInlineSnapshot(`
      "| f0b232
      <@123456789012345678> **#42 Make the orders export finish in 15 minutes**
      1\\. **Which export?**
      Two run at night.
      [orders] [ledger] [both]
      2\\. **What is fast enough?**
      ----
      [Answer all] [Just proceed]
      -# Reply here, press a button, or just proceed."
    `);
  });

  test("of which there is one with choices have a form too: other words fit into it, and files", () => {
    expect(shown({ kind: "questions", task, questions: [choices] })).toContain("[orders] [ledger] [both]\n----\n[Answer] [Just proceed]");
  });

  test("with many or long choices have a list, and say what does not fit into it", () => {
    const many = { ...choices, choices: Array.from({ length: 6 }, (_, n) => `choice ${n}`) };
    expect(shown({ kind: "questions", task, questions: [many] })).toContain(
      "[choose: choice 0 | choice 1 | choice 2 | choice 3 | choice 4 | choice 5]",
    );
    const long = { ...choices, choices: ["a".repeat(120), "b"] };
    expect(shown({ kind: "questions", task, questions: [long] })).toContain(
      `1\\) ${"a".repeat(120)}\n2\\) b\n[choose: ${"a".repeat(99)}… | b]`,
    );
  });

  test("that are answered say so, and have nothing to press", () => {
    const answered = [
      { ...choices, answer: "orders" },
      { ...free, answer: "15 minutes" },
    ];
    expect(shown({ kind: "questions", task, questions: answered })).toBe(
      `| 80848e\n<@${mia}> **#42 Make the orders export finish in 15 minutes**\n1\\. Which export? — **orders**\n2\\. What is fast enough? — **15 minutes**`,
    );
  });
});

describe("a result", () => {
  test("of a cancelled task shows names and reasons of people to the letter", () => {
    const headline = "Cancelled: rejected by **Lee** ＠everyone `x`: **no**";
    const [first = "", second = ""] = shown({ ...result, stage: "cancelled", ending: { ...result.ending, headline } }).split("\n");
    expect(first + second).toContain("\\*\\*Lee\\*\\* ＠everyone \\`x\\`: \\*\\*no\\*\\*");
    const long = `${headline} ${"a".repeat(300)}`;
    expect(shown({ ...result, stage: "failed", ending: { ...result.ending, headline: long } })).not.toMatch(/(?<!\\)\*(?:\*)?(?:Lee|no)\b/);
  });

  test("leads with the answer, and shows how it was checked", () => {
    expect(shown(result)).toMatchInlineSnapshot(`
      "| 23a55a
      <@123456789012345678> **41 min → 11 min. The rows are identical.**
      The time went into one query per order; it now reads 5,000 at once (\`exports/batch.ts\`).
      ✓ Measure where the time goes — 38 of 41 min in one query
      ✓ Change the slow part — +38 −21
      ✗ Compare the rows — 2 rows differ
      **Checked:** green, score 0.93
      ✓ npm test: 212 passed
      ✓ \`exports/nightly.ts\` under 15 min — 11 min 4 s
      Changes what judges the work: \`test/export.test.ts\`
      **Not done:** the ledger export — it has the same pattern
      **Next:** Say \`do the same for ledger\` to go on.
      **Files:** \`changes.diff\` (2.3 kB)
      ----
      [Retry]
      -# #42 Make the orders export finish in 15 minutes · 22 min · $0.74 · approved by mia"
    `);
  });

  test.each([
    ["completed", "23a55a"],
    ["failed", "f23f43"],
    ["cancelled", "80848e"],
  ] as const)("that %s has its colour", (stage, colour) => {
    expect(shown({ ...result, stage }).startsWith(`| ${colour}\n`)).toBe(true);
  });
});

describe("whom a message calls", () => {
  test("are users and roles by id; a group that is only a name is named, and other channels' accounts are not", () => {
    const asked = [`discord:${mia}`, `@${ops}`, "@ops", "@everyone", "slack:U1", "discord:<@9>", `discord:${mia}`];
    const { parts } = renderMessage({ kind: "reply", text: "Done." }, asked);
    expect(parts).toEqual([
      { components: [{ type: 10, content: `<@${mia}> <@&${ops}> @ops ＠everyone Done.` }], mentions: { users: [mia], roles: [ops] } },
    ]);
  });

  test("are called once, on the first part", () => {
    const { parts } = renderMessage({ kind: "reply", text: "line\n".repeat(1_500) }, [`discord:${mia}`]);
    expect(parts.map(({ mentions }) => mentions.users.length)).toEqual([1, 0, 0]);
  });
});

describe("a text", () => {
  const read = (text: string) => {
    const { parts, files } = renderMessage({ kind: "reply", text }, []);
    expect(parts.flatMap((part) => messageFaults(part, []))).toEqual([]);
    return { parts, files, words: parts.map(wordsOf).join("") };
  };

  test.each([
    ["a mention of everybody", "hi @everyone and @here", "hi ＠everyone and ＠here"],
    ["a mention of somebody", "ask <@123456789012345678>", "ask ＠123456789012345678"],
    ["a mention of a role", "ask <@&123456789012345678>", "ask ＠123456789012345678"],
    ["a spoiler", "run ||rm -rf /||", "run ||rm -rf /||"],
    [
      "a spoiler behind what ends like an address",
      "xhttps://a.example|| rm xhttps://b.example||",
      "xhttps://a.example|| rm xhttps://b.example||",
    ],
    ["a link with a label", "[safe](https://evil.example)", "safe (https://evil.example)"],
    ["emphasis", "src/**/a*.ts and __init__ and ~~x~~", "src/**/a*.ts and __init__ and ~~x~~"],
    ["the name of an emoji", "at 12:30:45 :x: or :+1:", "at 12:30:45 :x: or :+1:"],
    ["small letters", "-# not important", "-# not important"],
    ["a quote", "> said\n>>> and more", "> said\n>>> and more"],
    ["a numbered list", "3. three\n1) one", "3. three\n1) one"],
    ["an address", "see https://a.example/b_c*d(e)", "see https://a.example/b_c*d(e)"],
    ["backslashes", "C:\\dir\\*", "C:\\dir\\*"],
    ["bold and code, as models write them", "**Done**: `a_b` and ``x``", "Done: a_b and ``x``"],
  ])("with %s shows it to the letter", (_, text, words) => {
    expect(read(text).words).toBe(words);
  });

  test("in a fence is shown as it is, and does not get out of it", () => {
    const { parts, words } = read("before\n~~~\nlet a = `x`;\n```\n@everyone **b**\n~~~\nafter");
    expect(words).toBe("before\nlet a = `x`;\n```\n@everyone **b**\nafter");
    expect(show(parts[0] ?? { components: [] })).toBe("before\n```\nlet a = `x`;\n`\u200b``\n@everyone **b**\n```\nafter");
  });

  test("of one line with 2,001 characters is one message, and one with 9,000 is split between words", () => {
    expect(read("x".repeat(2_001)).parts).toHaveLength(1);
    const line = "word ".repeat(1_800).trim();
    const { parts, words } = read(line);
    expect(parts).toHaveLength(4);
    expect(words.replaceAll(/\s/g, "")).toBe(line.replaceAll(" ", ""));
    expect(parts.every((part) => /^word .*word$/s.test(wordsOf(part)))).toBe(true);
  });

  test("of 4,100 characters is two messages, split between lines", () => {
    const text = Array.from({ length: 100 }, (_, n) => `line ${n} of a report, as long as lines are.`)
      .join("\n")
      .slice(0, 4_100);
    const { parts, files, words } = read(text);
    expect([parts.length, files.length]).toEqual([2, 0]);
    expect(words.replaceAll("\n", "")).toBe(text.replaceAll("\n", ""));
  });

  test("with a fence that is too long closes it and opens it again", () => {
    const code = Array.from({ length: 150 }, (_, n) => `const line${n} = "${"y".repeat(30)}";`).join("\n");
    // What it is written in is said on each part.
    const { parts, words } = read(`before\n\`\`\`ts\n${code}\n\`\`\`\nafter`);
    expect(parts.map((part) => show(part).split("```ts\nconst line").length - 1)).toEqual([1, 1, 1]);
    expect(words.replaceAll("\n", "")).toBe(`before${code}after`.replaceAll("\n", ""));
  });

  test("that is too long even in parts becomes a file, and its beginning", () => {
    const text = Array.from({ length: 3_000 }, (_, n) => `line ${n}`).join("\n");
    const { parts, files } = read(text);
    expect(parts).toHaveLength(4);
    expect(show(parts[3] ?? { components: [] })).toMatch(/\*\*Cut here\. All of it is in reply\.md\.\*\*$/);
    expect(files).toEqual([{ name: "reply.md", text: `${text}\n` }]);
  });

  test("with nothing to show is still a message", () => {
    expect(read("").parts).toHaveLength(1);
    expect(read("```\n```").parts).toHaveLength(1);
  });
});
