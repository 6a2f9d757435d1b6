import { describe, expect, test } from "vitest";
import { renderMessage } from "../../../src/adapters/terminal/message.ts";
import type { ApprovalMessage, Message, ResultMessage } from "../../../src/domain/message.ts";

const task = { id: "tsk_1", number: 42, title: "Make the orders export finish in 15 minutes" } as const;
const show = (message: Message, width = 80) => renderMessage(message, width, false).split("\n");

describe("a question", () => {
  test("stands with its reason and its numbered choices", () => {
    const question = {
      id: "qst_1",
      text: "Which export?",
      choices: ["orders", "ledger", "both"],
      why: "Two run at night.",
      step: null,
    } as const;
    expect(show({ kind: "questions", task, questions: [question] })).toEqual([
      "? Which export?",
      "   Two run at night.",
      "   1) orders   2) ledger   3) both",
    ]);
  });

  test("has a number where there are several", () => {
    const ask = (text: string) => ({ id: `qst_${text}`, text, choices: [], why: null, step: null }) as const;
    expect(show({ kind: "questions", task, questions: [ask("Which export?"), ask("What is fast enough?")] })).toEqual([
      "1. Which export?",
      "2. What is fast enough?",
    ]);
  });
});

describe("an approval", () => {
  const approval = { id: "apr_1", version: 1, tier: "external", title: "plan v1", expiresAt: 0, subject: "plan", quorum: 1 } as const;
  const plain = { agents: [], costMicros: null, text: null, settled: null } as const;
  const plan = {
    version: 1,
    reason: "",
    madeBy: null,
    place: "shop · /src/shop (worktree) · 4f2c1a9",
    goal: "The nightly export takes under 15 minutes",
    criteria: [
      { text: "under 15 min", must: true },
      { text: "tidy", must: false },
    ],
    constraints: ["the schema stays"],
    assumptions: ["the staging copy is representative"],
    steps: [
      { ...plain, title: "Look", summary: "asks", tier: "read", needs: [], settled: "done already" },
      { ...plain, title: "Measure", summary: "runs `npm run export`", tier: "execute", needs: [] },
      {
        ...plain,
        title: "Mend",
        summary: "delegates: mend it",
        tier: "write",
        needs: ["may change anything in the workspace"],
        agents: ["codex", "claude"],
        costMicros: 800_000,
        text: "mend it\nand nothing else",
      },
      { ...plain, title: "Report", summary: "Report", tier: "external", needs: ["can send data to api.stripe.com"] },
    ],
    needs: ["can send data to api.stripe.com"],
  } as const;
  const message: ApprovalMessage = { kind: "approval", task, approval, plan, step: null, votes: [], closed: null };

  test("of a plan shows place, goal, criteria, assumptions, steps with tier and needs, and the whole risk", () => {
    expect(show(message, 120)).toEqual([
      "? #42 Make the orders export finish in 15 minutes · plan v1 · shop · /src/shop (worktree) · 4f2c1a9",
      "  Goal: The nightly export takes under 15 minutes",
      "  Must hold: under 15 min",
      "  Should hold: tidy",
      "  Given: the schema stays",
      "  Assumed: the staging copy is representative",
      "  1. Look — asks · done already",
      "  2. Measure — runs `npm run export` · execute",
      "  3. Mend — delegates: mend it · write, by codex, else claude, est. $0.80, may change anything in the workspace",
      "     mend it",
      "     and nothing else",
      "  4. Report · external, can send data to api.stripe.com",
      "  Can send data to api.stripe.com. Highest tier: external.",
    ]);
  });

  test("of a plan says why it is this one, and who made it", () => {
    const why = (reason: string, madeBy: string | null) => show({ ...message, plan: { ...plan, reason, madeBy } }, 100)[2];
    expect(why("the shortest way", "gpt-5-mini")).toBe("  Why this way: the shortest way (gpt-5-mini)");
    expect(why("the base moved from 4f2c1a9 to 9b1d0e2 while waiting", null)).toBe(
      "  Why this way: the base moved from 4f2c1a9 to 9b1d0e2 while waiting",
    );
  });

  test("of a step shows what is asked and exactly what will be granted", () => {
    const title = "Deploy — runs `make deploy`";
    const needs = ["uses the secret DEPLOY_TOKEN", "can send data to api.example.org"];
    const step = { ...plain, title: "Deploy", summary: "runs `make deploy`", tier: "external", needs } as const;
    expect(show({ ...message, plan: null, step, approval: { ...approval, subject: "step", title } })).toEqual([
      "? #42 Make the orders export finish in 15 minutes · step · external",
      "  Deploy — runs `make deploy`",
      "  Uses the secret DEPLOY_TOKEN; can send data to api.example.org.",
    ]);
  });

  test("that is closed is one line with the reason", () => {
    expect(show({ ...message, closed: "approved by mia" })).toEqual(["#42 plan v1: approved by mia"]);
  });
});

describe("a result", () => {
  const result: ResultMessage = {
    kind: "result",
    task,
    stage: "completed",
    request: "make it faster",
    ending: {
      headline: "41 min → 11 min.",
      done: ["Measure: one query per order", "It now reads 5,000 at once"],
      notDone: [{ what: "ledger export", why: "same pattern, not asked" }],
      next: ['say "do the same for ledger"'],
    },
    steps: [{ title: "Measure", status: "passed", finding: false, headline: "one query per order" }],
    evaluation: null,
    artifacts: [{ name: "a.diff", path: "/state/artifacts/a.diff", bytes: 10, sha256: "" }],
    approvedBy: "approved by mia",
    costMicros: 740_000,
    unmetered: false,
    activeMs: 22_000,
  };

  test("leads with the answer and does not repeat what the steps said", () => {
    expect(show(result)).toEqual([
      "Result: 41 min → 11 min.",
      "  It now reads 5,000 at once",
      "  Not done: ledger export — same pattern, not asked",
      "  File: /state/artifacts/a.diff",
      '  Next: say "do the same for ledger"',
      "22 s · $0.74 · approved by mia",
    ]);
  });

  test("of a failure says so", () => {
    const ending = { headline: "Stopped: no network", done: [], notDone: [{ what: "Measure", why: "no network" }], next: [] };
    const failed = { ...result, stage: "failed", ending, artifacts: [], approvedBy: null, costMicros: 0 } as const;
    const steps = [{ title: "Measure", status: "failed", finding: false, headline: "no network" }] as const;
    expect(show({ ...failed, steps })).toEqual(["Failed: Stopped: no network", "22 s"]);
  });
});

test("a reply is its text, wrapped", () => {
  expect(show({ kind: "reply", text: "one two three\nfour" }, 12)).toEqual(["one two", "three", "four"]);
});
