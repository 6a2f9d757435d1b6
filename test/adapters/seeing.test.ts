import { expect, test } from "vitest";
import { isSeen } from "../../src/adapters/seeing.ts";
import { card } from "./samples.ts";

const [step] = card.steps;
const never = { refs: [], isDoubtful: false, task: "tsk_1" } as const;
const content = (change: Partial<typeof card>) => ({ kind: "card", card: { ...card, ...change } }) as const;

test("a card appears when work begins", () => {
  const pending = step ? [{ ...step, status: "pending" as const }] : [];
  expect(isSeen({ ...never, content: content({ stage: "awaiting_approval", approvedBy: null, steps: pending }) })).toBe(false);
  expect(isSeen({ ...never, content: content({ stage: "executing" }) })).toBe(true);
});

test("a task that ended before anything was done has no card, unless it may be there; one that is there is brought to its end", () => {
  const ended = content({ stage: "cancelled", approvedBy: null, steps: step ? [{ ...step, status: "cancelled" }] : [] });
  expect(isSeen({ ...never, content: ended })).toBe(false);
  expect(isSeen({ ...never, content: ended, isDoubtful: true })).toBe(true);
  expect(isSeen({ ...never, content: ended, refs: ["C1/1.2"] })).toBe(true);
});

test("a task that was done before anybody saw it begin has its card", () => {
  const done = content({ stage: "completed", steps: step ? [{ ...step, status: "passed" }] : [] });
  expect(isSeen({ ...never, content: done })).toBe(true);
});
