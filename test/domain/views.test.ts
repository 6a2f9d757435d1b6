import { describe, expect, test } from "vitest";
import { cardOf } from "../../src/domain/card.ts";
import { makeQuestion } from "../../src/domain/interview.ts";
import { messageOf, type ResultMessage } from "../../src/domain/message.ts";
import { nothing } from "../../src/domain/needs.ts";
import { offerRevision } from "../../src/domain/offer.ts";
import { openApproval } from "../../src/domain/opening.ts";
import { duration, footer, money, reportMarkdown } from "../../src/domain/report.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { briefOf, contextWith, resultOf, stepWith, taskWith } from "./world.ts";

const context = contextWith();
const steps = [
  stepWith("look", { status: "passed", result: resultOf("3 tests are red", { ok: false }) }),
  stepWith("mend", { status: "running", needs: { ...nothing, writes: ["src"] }, tier: "write" }),
  stepWith("old", { status: "superseded", reason: "replaced by a repair" }),
];
const bare = taskWith({ stage: "executing", brief: { ...briefOf("c1"), assumptions: ["tabs"], generation: 1, reason: null } });
const task = { ...bare, plan: { ...nextPlan(bare, steps, "first", context), approvedBy: "approved by mia" } };

describe("the card", () => {
  test("shows every step with its mark, and a bad finding as one", () => {
    expect(cardOf(task).steps).toMatchObject([
      { id: "look", status: "passed", finding: true, headline: "3 tests are red" },
      { id: "mend", status: "running", finding: false },
      { id: "old", status: "superseded", headline: "replaced by a repair" },
    ]);
  });

  test("says what is going on: a pause before a question before what runs", () => {
    const asked = openApproval(task, { kind: "limit", which: "costMicros" }, "The budget is used up", "read", context).task;
    const pause = { reason: "person", by: null, since: 0, until: null, reminded: false } as const;
    expect(
      [cardOf(task), cardOf(asked), cardOf({ ...asked, pauses: [pause] }), cardOf(taskWith())].map(({ doing, held }) => [doing, held]),
    ).toEqual([
      ["mend", null],
      ["waiting for a decision: The budget is used up", "waiting"],
      ["paused", "paused"],
      ["reading the request", null],
    ]);
  });
});

describe("a message of questions", () => {
  test("tells what only offers something from what asks", () => {
    const asks = makeQuestion({ step: null, topic: "goal", text: "Which export?", choices: [], why: null, round: 1 }, context);
    const questions = [asks, offerRevision("use tabs", null, context)];
    expect(messageOf({ kind: "questions", questions }, task, context)).toEqual({
      kind: "questions",
      task: { id: task.id, number: task.number, title: task.title },
      questions: [
        { id: asks.id, text: "Which export?", choices: [], why: null, step: null },
        expect.objectContaining({ text: 'Revise the plan: "use tabs"?', isOffer: true }),
      ],
    });
  });
});

describe("an approval's message", () => {
  const subjects = { plan: { kind: "plan" }, limit: { kind: "limit", which: "costMicros" } } as const;
  const approval = (kind: keyof typeof subjects) =>
    messageOf(
      { kind: "approval", approval: openApproval(task, subjects[kind], "t", "write", context).task.approvals[0] ?? never() },
      task,
      context,
    );

  test("of a plan shows goal, assumptions, place, and each step with tier and needs, replaced ones left out", () => {
    expect(approval("plan")).toMatchObject({
      plan: {
        version: 1,
        goal: "people can log in",
        assumptions: ["tabs"],
        place: "/src/shop (copy)",
        where: expect.any(String),
        needs: ["may change src"],
        steps: [
          { title: "look", tier: "read", needs: [] },
          { title: "mend", tier: "write", needs: ["may change src"] },
        ],
      },
    });
  });

  test("of a step shows exactly what will be granted", () => {
    const opened = openApproval(task, { kind: "step", step: "mend" }, "mend — change src", "write", context);
    expect(messageOf({ kind: "approval", approval: opened.task.approvals[0] ?? never() }, task, context)).toMatchObject({
      plan: null,
      step: { title: "mend", summary: "change src", tier: "write", needs: ["may change src"] },
      approval: { title: "mend — change src", subject: "step" },
    });
  });

  test("of anything else needs only its title", () =>
    expect(approval("limit")).toMatchObject({ plan: null, step: null, approval: { title: "t", subject: "limit" } }));
});

describe("the report", () => {
  const result: ResultMessage = {
    kind: "result",
    task: { id: "tsk_1", number: 7, title: "Mend" },
    stage: "completed",
    request: "mend it",
    ending: { headline: "Mended.", done: ["look: seen"], notDone: [{ what: "paint", why: "no colour" }], next: ["ask again"] },
    steps: [],
    evaluation: {
      verdict: "yellow",
      score: 0.75,
      criteria: [{ id: "c1", met: null, score: 0.5, evidence: "unclear" }],
      checks: [{ name: "unit", state: "failed", required: false, evidence: "exit 1", newlyFailing: [] }],
      guarded: [],
      instructions: null,
    },
    artifacts: [{ name: "a.md", path: "/artifacts/a.md", bytes: 12, sha256: "0" }],
    approvedBy: "approved by mia",
    costMicros: 740_000,
    unmetered: true,
    activeMs: 22_000,
  };

  test("tells what was done, what not and why, the evidence, files, cost and time", () => {
    expect(reportMarkdown(result).split("\n\n")).toEqual([
      "# #7 Mend",
      "Mended.",
      "## Done",
      "- look: seen",
      "## Not done",
      "- paint — no colour",
      "## Evaluation",
      "yellow, score 0.75\n- ✗ unit: exit 1\n- ? c1: unclear",
      "## Files",
      "- /artifacts/a.md (12 bytes)",
      "## Next",
      "- ask again",
      "22 s · $0.74 · cost not metered · approved by mia",
    ]);
  });

  test("leaves out what there is none of", () => {
    const empty = { ...result, ending: { headline: "Done.", done: [], notDone: [], next: [] }, evaluation: null, artifacts: [] };
    expect(reportMarkdown(empty).split("\n\n")).toHaveLength(3);
    expect(footer({ ...result, costMicros: 0, unmetered: false, approvedBy: null })).toBe("22 s");
  });

  test.each([
    [400, "0.4 s"],
    [22_000, "22 s"],
    [360_000, "6 min"],
    [7_500_000, "2 h 5 min"],
  ])("%i ms are %s", (ms, said) => expect(duration(ms)).toBe(said));

  test("money is said in dollars and cents", () => expect([money(0), money(1_234_567)]).toEqual(["$0.00", "$1.23"]));
});

function never(): never {
  throw new Error("no approval was opened");
}
