import { describe, expect, test } from "vitest";
import { openApproval } from "../../src/domain/opening.ts";
import { refusePermission } from "../../src/domain/permission.ts";
import type { Step } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { running } from "./walk.ts";
import { commandOf, contextWith, jon, mia, olga, policyWith, stepWith, taskWith } from "./world.ts";

const context = contextWith({ policy: policyWith({ approvers: { external: ["@ops"] } }) });

/** A task whose plan mia approved, with one step that runs. */
function approved(step: Step = stepWith("a", { status: "running", attempt: 1 })): Task {
  const bare = taskWith({ stage: "executing" });
  const plan = nextPlan(bare, [step], "r", context);
  const opened = openApproval({ ...bare, plan }, { kind: "plan" }, "t", "read", context).task;
  const [asked] = opened.approvals;
  if (!asked) throw new Error("nothing was asked");
  const votes = [{ by: mia, verb: "approve", text: null, at: 0 }] as const;
  return {
    ...opened,
    plan: { ...plan, approvedBy: "approved by mia", approval: asked.id },
    approvals: [{ ...asked, status: "approved", votes }],
  };
}

const refusalOf = (task: Task, changed: Partial<typeof context> = {}) => {
  const [step] = task.plan?.steps ?? [];
  if (!step) throw new Error("no step");
  return refusePermission(task, step, { ...context, ...changed });
};

describe("the executor runs a step", () => {
  test("of a plan that was approved as it is", () => expect(refusalOf(approved())).toBeNull());

  test.each<[string, (task: Task) => Task, string]>([
    ["no approval", (task) => ({ ...task, plan: task.plan && { ...task.plan, approvedBy: null } }), "its plan is not approved"],
    [
      "another input than was approved",
      (task) => ({
        ...task,
        plan: task.plan && { ...task.plan, steps: task.plan.steps.map((one) => ({ ...one, input: { query: "else" } })) },
      }),
      "its plan is not the one that was approved: the digest differs",
    ],
    [
      "wider needs than were approved",
      (task) => ({
        ...task,
        plan: task.plan && {
          ...task.plan,
          steps: task.plan.steps.map((one) => ({ ...one, needs: { ...one.needs, network: ["evil.example"] } })),
        },
      }),
      "its plan is not the one that was approved: the digest differs",
    ],
    [
      "another base commit",
      (task) => ({ ...task, place: { ...task.place, base: "4f2c1a9" } }),
      "its plan is not the one that was approved: the digest differs",
    ],
    [
      "an approval that was voided",
      (task) => ({ ...task, approvals: task.approvals.map((one) => ({ ...one, status: "void" as const })) }),
      "the approval of its plan does not hold",
    ],
    ["an approval nobody ever opened", (task) => ({ ...task, approvals: [] }), "the approval of its plan does not hold"],
  ])("never with %s", (_what, change, why) => expect(refusalOf(change(approved()))).toBe(why));

  test("never when whoever approved it may not any more", () => {
    const policy = policyWith({ approvers: { read: ["@ops"] } });
    expect(refusalOf(approved(), { policy })).toBe("approved by mia, who may not approve this any more");
  });

  test("of tier external only when it was confirmed by itself, by an approval of this very step", () => {
    const risky = stepWith("a", { status: "running", attempt: 1, tier: "external" });
    expect(refusalOf(approved(risky))).toBe("it is external and nobody confirmed it");
    expect(refusalOf(approved({ ...risky, allowedBy: "apr_1" }))).toBe("its confirmation does not hold");
    const walk = running([commandOf("call", [], { tier: "external" })], {}, {}, { policy: context.policy });
    walk.decide("approve", null, jon);
    expect(walk.step("call")).toMatchObject({ status: "running", allowedBy: walk.task.approvals.at(-1)?.id });
    expect(refusePermission(walk.task, walk.step("call"), walk.context)).toBeNull();
    const other = {
      ...walk.task,
      approvals: walk.task.approvals.map((one) =>
        one.subject.kind === "step" ? { ...one, subject: { kind: "step", step: "b" } as const } : one,
      ),
    };
    expect(refusePermission(other, walk.step("call"), walk.context)).toBe("its confirmation does not hold");
  });
});

test("who owns the installation may always have confirmed", () => {
  const walk = running([commandOf("call", [], { tier: "external" })]);
  walk.decide("approve", null, olga);
  expect(refusePermission(walk.task, walk.step("call"), walk.context)).toBeNull();
});
