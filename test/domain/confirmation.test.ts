import { expect, test } from "vitest";
import { askedNow, running } from "./walk.ts";
import { commandOf, draftOf, policyWith } from "./world.ts";

/** One step of each of these tiers, all ready at once. */
const steps = [draftOf("r"), commandOf("x", [], { independent: true }), commandOf("w", ["src"], { independent: true })];

test.each([
  ["external", []],
  ["execute", ["x", "w"]],
  ["write", ["x", "w"]],
  ["read", ["r", "x", "w"]],
  ["destructive", []],
] as const)("with confirm_from %s these are confirmed one by one: %j", (confirmFrom, confirmed) => {
  const walk = running(steps, {}, {}, { policy: policyWith({ confirmFrom }) });
  const waiting = walk.task.plan?.steps.filter((step) => step.status === "awaiting_confirmation").map((step) => step.id);
  expect(waiting).toEqual(confirmed);
  expect(askedNow(walk.task)).toEqual(confirmed.map(() => "step"));
});
