import { describe, expect, test } from "vitest";
import { renderMessage } from "../../../../src/adapters/slack/blocks/message.ts";
import type { AskedQuestion, Message } from "../../../../src/domain/message.ts";
import { plan, planApproval, result, stepApproval, task, wordsApproval } from "../../samples.ts";
import { show } from "../shown.ts";

/** The only part of a message, as it is seen. */
function shown(message: Message, asked: readonly string[] = ["slack:U1"]): string {
  const { parts, files } = renderMessage(message, asked);
  expect([parts.length, files.length]).toEqual([1, 0]);
  return parts.map(show).join("\n---\n");
}

function question(more: Partial<AskedQuestion>): AskedQuestion {
  return { id: "qst_1", text: "Which export?", choices: [], why: null, step: null, ...more };
}

describe("questions", () => {
  test("of an interview have their choices as buttons, one form for all of them, and a way around them", () => {
    const questions = [
      question({ text: "Which export? `exports/nightly.ts` or `exports/ledger.ts`?", choices: ["orders", "ledger", "both"] }),
      question({ id: "qst_2", text: "What is fast enough?", choices: ["under 20 min", "under 10 min"], why: "It took 41 min." }),
    ];
    expect(shown({ kind: "questions", task, questions })).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes*
      1. *Which export? *\`exports/nightly.ts\`* or *\`exports/ledger.ts\`*?*
      [orders] [ledger] [both]
      2. *What is fast enough?*
      It took 41 min.
      [under 20 min] [under 10 min]
      [Answer all] [Just proceed]
      · Reply here, press a button, or just proceed."
    `);
  });

  test("with many or long choices have a list, and say in full what does not fit into it", () => {
    const choices = ["a".repeat(90), "short"];
    expect(shown({ kind: "questions", task, questions: [question({ choices })] })).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes*
      *Which export?*
      1) aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      2) short
      [choose: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… | short]
      [Answer] [Just proceed]
      · Reply here, press a button, or just proceed."
    `);
    const many = ["1", "2", "3", "4", "5", "6"];
    expect(shown({ kind: "questions", task, questions: [question({ choices: many })] })).toContain("[choose: 1 | 2 | 3 | 4 | 5 | 6]");
  });

  test("of a step cannot be proceeded around", () => {
    const questions = [question({ text: "codex asks: keep the index?", step: "change", choices: ["Yes", "No"] })];
    expect(shown({ kind: "questions", task, questions })).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes*
      *codex asks: keep the index?*
      [Yes] [No]
      [Answer]
      · Reply here or press a button."
    `);
  });

  test("that only offer something are nothing but their buttons", () => {
    const questions = [question({ text: 'Revise the plan: "leave the cache alone"?', choices: ["Yes", "No"], isOffer: true })];
    expect(shown({ kind: "questions", task, questions })).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes*
      *Revise the plan: "leave the cache alone"?*
      [Yes] [No]"
    `);
  });

  test("carry the task, the question and the place of a choice, and nothing else", () => {
    const { parts } = renderMessage({ kind: "questions", task, questions: [question({ choices: ["orders"] })] }, []);
    expect(parts[0]?.blocks).toContainEqual({
      type: "actions",
      elements: [expect.objectContaining({ action_id: "choose-0", value: "tsk_1/qst_1/0" })],
    });
  });
});

describe("an approval", () => {
  test("of a plan shows what it does, how risky that is, and how to decide", () => {
    expect(shown(planApproval)).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes* · plan v1 · shop · 4f2c1a9
      *Must hold: *\`exports/nightly.ts\` under 15 min on last night's data; same rows as before
      *Should hold: *no new dependency
      *Given: *the schema stays
      *Assumed: *the staging copy of 2026-11-20 is representative
      1. Measure where the time goes — runs \`npm run export -- --profile\` · \`execute\`
      2. Change the slow part — delegates: make the slow part faster · \`write\` · codex, else claude · est. $0.80 · may change exports/
      \`\`\`
      Make the slow part faster.
      Do not touch src/**/schema.ts or __init__.
      \`\`\`
      3. Tell you the result · \`read\`
      Est. $0.80. May change exports/. Highest tier: execute.
      [Approve] [Request changes] [Reject?]
      · or react ✅ ❌ ✏️"
    `);
  });

  test("above `execute` asks once more before it is sent; of what is not a plan no emoji counts", () => {
    const approval = { ...planApproval.approval, tier: "destructive" } as const;
    const message = { ...planApproval, approval, plan: { ...plan, needs: ["may use /srv on the host"] } };
    expect(shown(message)).toContain("[Approve?] [Request changes] [Reject?]");
    expect(shown(message)).toContain("or react");
    expect(shown(stepApproval)).not.toContain("react");
    const { parts } = renderMessage(message, []);
    expect(JSON.stringify(parts)).toContain("Tier: destructive. May use /srv on the host.");
  });

  test("of a step shows exactly what it gets", () => {
    expect(shown(stepApproval)).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes* · one step · external
      *Post the numbers*
      runs \`curl -d @rows.json https://api.stripe.com/v1/x\`
      Gets exactly this: Uses the secret STRIPE_KEY; can send data to POST api.stripe.com/v1/*.
      [Approve?] [Request changes] [Leave it out]"
    `);
  });

  test("shows a command of several lines line by line, with every blank of it", () => {
    const summary = "runs `cd /srv # here\nrm  -rf *.log _old_` in the sandbox";
    const steps = plan.steps.slice(0, 1).map((step) => ({ ...step, summary }));
    expect(shown({ ...planApproval, plan: { ...plan, steps } })).toContain(`— ${summary} · \`execute\``);
  });

  test("says on its buttons what they do to its subject", () => {
    expect(shown(wordsApproval("review", "Change: good enough? fast: 16 min."))).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes* · what a step left · read
      Change: good enough? fast: 16 min.
      [Approve] [Request changes] [Leave it out]
      · or react ✅ ❌ ✏️"
    `);
    expect(shown(wordsApproval("result", "2 rows differ. Accept it as it is, say what to change, or stop?"))).toContain(
      "[Accept as it is] [Request changes] [Stop here?]",
    );
    expect(shown(wordsApproval("fault", "The model did not answer."))).toContain("[Try again] [Request changes] [Stop here?]");
    expect(shown(wordsApproval("limit", "This task's budget ($2.00) is used up."))).toContain("[Add more] [Stop here?]\n· or react ✅ ❌");
  });

  test("that is closed keeps its substance, loses its buttons and says why", () => {
    const closed = shown({ ...planApproval, closed: "a change was asked for" });
    expect(closed).toMatch(/Est\. \$0\.80\..*\n· Closed: a change was asked for$/);
    expect(closed).not.toContain("[");
    expect(renderMessage({ ...planApproval, closed: "a change was asked for" }, []).parts[0]?.text).toContain(
      "Closed: a change was asked for",
    );
  });

  test("calls people by account and groups by id; a name calls nobody", () => {
    const asked = ["slack:U1", "@S0123ABC", "@ops-leads", "discord:77", "terminal:0", "slack:U1", "slack:<!channel>"];
    const { parts } = renderMessage(planApproval, asked);
    expect(parts[0]?.text.split("\n")[0]).toBe(
      "<@U1> <!subteam^S0123ABC> @ops-leads *#42 Make the orders export finish in 15 minutes* · plan v1 · shop · 4f2c1a9",
    );
  });
});

describe("a result", () => {
  test("of a cancelled task shows names and reasons of people to the letter", () => {
    const headline = "Cancelled: rejected by **Lee** ＠everyone `x`: **no**";
    expect(shown({ ...result, stage: "cancelled", ending: { ...result.ending, headline } })).toContain("∗∗Lee∗∗ ＠everyone `x`: ∗∗no∗∗");
    const long = `${headline} ${"a".repeat(300)}`;
    expect(shown({ ...result, stage: "failed", ending: { ...result.ending, headline: long } })).toContain("rejected by **Lee** ＠everyone");
  });

  test("leads with the answer and tells what was done, how it was checked, and what not", () => {
    expect(shown(result)).toMatchInlineSnapshot(`
      "<@U1> *41 min → 11 min. The rows are identical.*
      The time went into one query per order; it now reads 5,000 at once (\`exports/batch.ts\`).
      ✓ Measure where the time goes — 38 of 41 min in one query
      ✓ Change the slow part — +38 −21
      ✗ Compare the rows — 2 rows differ
      *Checked: *green, score 0.93
      ✓ npm test: 212 passed
      ✓ \`exports/nightly.ts\` under 15 min — 11 min 4 s
      Changes what judges the work: \`test/export.test.ts\`
      *Not done: *the ledger export — it has the same pattern
      *Next: *Say \`do the same for ledger\` to go on.
      *Files: *\`changes.diff\` (2.3 kB)
      [Retry]
      · #42 Make the orders export finish in 15 minutes · 22 min · $0.74 · approved by mia"
    `);
  });

  test("of a task that failed says so; a long answer has its own lines", () => {
    const ending = { headline: "It is not possible.\n\nThe reason:\n- one", done: [], notDone: [], next: [] };
    const bare = { ...result, ending, steps: [], evaluation: null, artifacts: [] };
    expect(shown({ ...bare, stage: "failed" })).toMatchInlineSnapshot(`
      "<@U1> *#42 Make the orders export finish in 15 minutes*
      Failed: It is not possible.

      The reason:
      - one
      [Retry]
      · #42 Make the orders export finish in 15 minutes · 22 min · $0.74 · approved by mia"
    `);
  });

  test("never shows where files lie on the host", () => {
    expect(JSON.stringify(renderMessage(result, []))).not.toContain("/var/lib");
  });
});

describe("a reply", () => {
  test("shows what models write, and nothing that they do not mean", () => {
    const text = [
      "## Found",
      "It is in **two** places: `src/a.ts` and src/**/b.ts, see __init__ and *this*.",
      "- [a link](https://evil.example) <@U9> <!channel>",
      "```ts",
      "const a = 1 < 2 && true;",
      "```",
      "Done `echo `date`` :white_check_mark:",
    ].join("\n");
    expect(shown({ kind: "reply", text }, [])).toMatchInlineSnapshot(`
      "*Found*
      It is in *two* places: \`src/a.ts\` and src/**/b.ts, see __init__ and *this*.
      • [a link](https://evil.example) <@U9> <!channel>
      \`\`\`
      const a = 1 < 2 && true;
      \`\`\`
      Done \`echo \`date\`\` :white_check_mark:"
    `);
  });

  test("takes the power from markup where it is markup", () => {
    const { parts } = renderMessage({ kind: "reply", text: "a < b && <@U9> <!channel|x>" }, ["slack:U1"]);
    expect(parts[0]?.text).toBe("<@U1>\na &lt; b &amp;&amp; ＠U9 ＠x");
  });

  test("keeps fences whole and is cut into parts on lines, in order", () => {
    const paragraph = (n: number) => `line ${n} ${"word ".repeat(30).trim()}`;
    const fence = `\`\`\`\n${Array.from({ length: 50 }, (_, n) => `code ${n} ${"x".repeat(60)}`).join("\n")}\n\`\`\``;
    const text = [...Array.from({ length: 45 }, (_, n) => paragraph(n)), fence, "the end"].join("\n");
    const { parts, files } = renderMessage({ kind: "reply", text }, []);
    expect(files).toEqual([]);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(show).join("\n")).toBe(text);
  });

  test("of more than five parts goes on in a file that has all of it", () => {
    const text = Array.from({ length: 2_000 }, (_, n) => `line ${n} of a very long answer`).join("\n");
    const { parts, files } = renderMessage({ kind: "reply", text }, ["slack:U1"]);
    expect(parts).toHaveLength(5);
    expect(files).toEqual([{ name: "reply.md", text: `${text}\n` }]);
    expect(show(parts[4] ?? { blocks: [] })).toContain("*Cut here. All of it is in reply.md.*");
  });

  test("of 15,000 characters loses none of them", () => {
    const text = Array.from({ length: 300 }, (_, n) => `${n} `.padEnd(49, "x")).join("\n");
    const { parts, files } = renderMessage({ kind: "reply", text }, []);
    expect([parts.length <= 4, files.length]).toEqual([true, 0]);
    expect(parts.map(show).join("\n")).toBe(text);
  });

  test("is whole in what is shown where blocks are not, too", () => {
    const text = Array.from({ length: 300 }, (_, n) => `${n} `.padEnd(49, "x")).join("\n");
    const { parts } = renderMessage({ kind: "reply", text }, []);
    expect(parts.map((part) => part.text).join("\n")).toBe(text);
  });
});
