import { expect, test } from "vitest";
import { carryOut } from "../../src/domain/decisions.ts";
import { openApproval } from "../../src/domain/opening.ts";
import type { Stage } from "../../src/domain/task.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { contextWith, stepWith, taskWith } from "./world.ts";

const context = contextWith();
const bare = taskWith({ stage: "awaiting_approval" });
const planned = { ...bare, plan: nextPlan(bare, [stepWith("a")], "r", context) };
const { task } = openApproval(planned, { kind: "plan" }, "t", "read", context);

/** The plan's approval, decided for a plan of this digest. */
function approved(digest: string, stage: Stage = "awaiting_approval") {
  const [approval] = task.approvals;
  if (!approval) throw new Error("no approval was opened");
  return carryOut(
    { ...task, stage },
    { approval: { ...approval, digest, reason: "approved by mia" }, verb: "approve", text: null },
    context,
  );
}

test("an approval lets exactly the plan run whose digest it carries", () => {
  expect(approved(planned.plan.digest)).toMatchObject({ task: { stage: "executing", plan: { approvedBy: "approved by mia" } } });
  expect(approved("another")).toEqual({ kind: "refused", reason: "The plan has changed since; decide on its newest version." });
});

test("an approval lets no plan run that is being changed", () => {
  for (const stage of ["planning", "revising", "executing"] as const) {
    expect(approved(planned.plan.digest, stage)).toMatchObject({ kind: "refused" });
  }
});
