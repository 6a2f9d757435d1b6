import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { cardOf } from "../../src/domain/card.ts";
import { effectsOf } from "../../src/domain/effect.ts";
import { opened, planned, repliesOf, running } from "./walk.ts";
import { commandOf, draftOf, policyWith, taskWith } from "./world.ts";

const policy = policyWith({ onExpiry: "defer", deferMs: 3 * 24 * 3_600_000 });
const day = 24 * 3_600_000;

describe("`defer`", () => {
  test("puts a task aside once for some days, asks again, and then ends it", () => {
    const walk = planned([commandOf("a")], {}, {}, { policy });
    walk.sleep();
    const parkedAt = walk.context.now;
    expect(walk.task).toMatchObject({
      stage: "awaiting_approval",
      pauses: [{ reason: "deferred", until: parkedAt + 3 * day }],
      approvals: [{ status: "open", reminders: 1 }],
    });
    expect(cardOf(walk.task).doing).toMatch(/^paused, put aside until \d{4}-\d\d-\d\d$/);
    walk.sleep();
    expect(walk.context.now - parkedAt).toBeGreaterThanOrEqual(3 * day);
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", pauses: [] });
    expect(repliesOf(walk.records).at(-1)).toBe("Still waiting for a decision: Mend the login · plan v1");
    walk.sleep();
    expect(walk.task).toMatchObject({ stage: "cancelled", approvals: [{ status: "expired" }] });
  });

  test("takes it up at once when somebody decides", () => {
    const walk = planned([commandOf("a")], {}, {}, { policy });
    walk.sleep();
    walk.decide("approve");
    expect(walk.task).toMatchObject({ stage: "executing", pauses: [] });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("takes it up at once when somebody answers, or resumes it", () => {
    const asks = {
      clarity: { goal: 0, constraints: 0, success: 0 },
      questions: [{ id: "which", text: "Which?", choices: [], why: null }],
    };
    const asked = () => opened(taskWith(), { thoughts: { triage: [asks] } }, { policy }).settle();
    const [answering, resuming] = [asked(), asked()];
    for (const walk of [answering, resuming]) {
      walk.sleep();
      expect(walk.task.pauses).toMatchObject([{ reason: "deferred" }]);
    }
    answering.answer("the web one");
    expect(answering.task.pauses).toEqual([]);
    expect(effectsOf(answering.task)).toHaveLength(1);
    resuming.command("resume");
    expect(resuming.task).toMatchObject({ stage: "interviewing", pauses: [] });
  });

  test("waits once for everything that expires meanwhile", () => {
    const external = (id: string) => draftOf(id, { kind: "notify", input: { to: "#elsewhere", text: "hello" } });
    const walk = running([external("a"), { ...external("b"), independent: true }], {}, {}, { policy });
    const [first] = openApprovals(walk.task.approvals);
    expect(openApprovals(walk.task.approvals).length).toBeGreaterThan(0);
    walk.sleep();
    const until = walk.task.pauses[0]?.until;
    walk.pass(day);
    walk.send({ type: "due" });
    expect(walk.task.pauses).toMatchObject([{ reason: "deferred", until }]);
    expect(walk.task.approvals.find((one) => one.id === first?.id)).toMatchObject({ status: "open", reminders: 1 });
  });
});

test("an answer to a question that was received after it expired does not count", () => {
  const ask = draftOf("ask", { kind: "ask", input: { question: "which?", choices: [] } });
  const walk = running([ask]);
  const [question] = walk.task.interview.questions;
  const late = (question?.expiresAt ?? 0) + 1;
  const answered = { type: "answered", by: walk.task.requester, question: question?.id ?? null, text: "blue" } as const;
  expect(walk.send({ ...answered, receivedAt: late })).toEqual({ kind: "refused", reason: "That question had expired when you answered." });
  expect(walk.send({ ...answered, receivedAt: late - 1 }).kind).toBe("moved");
});
