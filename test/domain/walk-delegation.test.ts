import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { AttemptOutcome } from "../../src/domain/event.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { askedNow, planned, running } from "./walk.ts";
import { agentWith, draftOf, resultOf } from "./world.ts";

const team = [agentWith("ana", { fallback: ["bob"], needs: { ...nothing, network: [] } }), agentWith("bob"), agentWith("cat")];
const code = (rest: Partial<StepDraft> = {}) => draftOf("code", { kind: "implement", input: { spec: "mend it" }, agent: "ana", ...rest });
const gone = (agent: string, why: string): AttemptOutcome => ({ kind: "broken", agent, reason: `${agent}: ${why}`, transient: false });
const flicker: AttemptOutcome = { kind: "broken", agent: "ana", reason: "ana: a timeout", transient: true };

const walking = (answers: readonly (AttemptOutcome | "pass" | "fail" | "break")[], rest: Partial<StepDraft> = {}) =>
  running([code(rest), draftOf("after", { dependsOn: ["code"] })], { steps: { code: answers } }, {}, { agents: team });

describe("a plan that delegates", () => {
  test("shows who may do it and that they may change anything, as part of what is approved", () => {
    const walk = planned([code()], {}, {}, { agents: team });
    const other = planned([code({ agent: "bob" })], {}, {}, { agents: team });

    expect(walk.step("code")).toMatchObject({ agents: ["ana", "bob"], tier: "write", needs: { writes: ["."] } });
    expect(walk.task.plan?.digest).not.toBe(other.task.plan?.digest);
    expect(askedNow(walk.task)).toEqual(["plan"]);
  });

  test("that keeps to paths is granted only these", () => {
    const walk = planned([code({ needs: { ...nothing, writes: ["src"] } })], {}, {}, { agents: team });
    expect(walk.step("code").needs.writes).toEqual(["src"]);
  });

  test("to somebody who always needs the network is external, and says where to", () => {
    const cloud = agentWith("cloud", { needs: { ...nothing, network: ["api.example.com"] } });
    const walk = planned([code({ agent: "cloud" })], {}, {}, { agents: [cloud] });
    expect(walk.step("code")).toMatchObject({ tier: "external", needs: { network: ["api.example.com"] } });
  });

  test("to nobody there is goes back to the planner with who there is", () => {
    const walk = planned([code({ agent: "zoe" })], {}, {}, { agents: team });
    expect(walk.task.stage).toBe("planning");
    expect(walk.task.thinking?.feedback).toEqual([expect.stringContaining('there is no agent "zoe"; known: ana')]);
  });
});

describe("an agent that cannot be had, or breaks", () => {
  test("hands on to the next at once, with the reason told", () => {
    const walk = walking([gone("ana", "not there"), "pass"]).finish("code");

    expect(walk.step("code")).toMatchObject({ status: "running", attempt: 2, tried: ["ana"], reason: "ana: not there" });
    expect(walk.settle().task.stage).toBe("completed");
    expect(walk.step("code")).toMatchObject({ status: "passed", tried: ["ana"], reason: null });
  });

  test("gets its three tries where the fault was a passing one", () => {
    const walk = walking([flicker, flicker, flicker, "pass"]);
    for (let turn = 0; turn < 2; turn += 1) {
      walk.finish("code");
      expect(walk.step("code")).toMatchObject({ status: "pending", tried: [] });
      walk.sleep();
    }
    walk.finish("code");
    expect(walk.step("code")).toMatchObject({ status: "running", tried: ["ana"], faults: 0 });
  });

  test("is not replaced for work that it did badly: that is repaired", () => {
    const walk = walking(["fail"]).finish("code");
    expect(walk.step("code")).toMatchObject({ status: "failed", tried: [] });
  });

  test("is not replaced where ours broke: nobody else would fare better", () => {
    const walk = walking(["break"]).finish("code");
    expect(walk.step("code")).toMatchObject({ status: "failed", tried: [] });
  });
});

describe("when no agent could do it", () => {
  const stuck = (last: AttemptOutcome | "pass" = "pass") => {
    const walk = walking([gone("ana", "not there"), gone("bob", "crashed"), last])
      .finish("code")
      .finish("code");
    return walk;
  };

  test("a person is asked, with what was wrong with each, and nothing else starts", () => {
    const walk = stuck();
    const [asked] = openApprovals(walk.task.approvals);

    expect(walk.step("code")).toMatchObject({ status: "awaiting_review", tried: ["ana", "bob"] });
    expect(asked).toMatchObject({ subject: { kind: "review", step: "code" }, tier: "write" });
    expect(asked?.title).toContain("ana: not there; bob: crashed");
    expect(walk.step("after").status).toBe("pending");
  });

  test("approving tries all of them again", () => {
    const walk = stuck();
    walk.decide("approve");
    expect(walk.step("code")).toMatchObject({ status: "running", attempt: 3, tried: [], reason: null });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("new instructions reach whoever tries again", () => {
    const walk = stuck();
    walk.decide("change", "use the old parser");
    expect(walk.step("code")).toMatchObject({ status: "running", tried: [], instructions: "use the old parser" });
  });

  test("rejecting leaves the step out, and what needs it", () => {
    const walk = stuck();
    walk.decide("reject", "never mind");
    expect(walk.step("code").status).toBe("skipped");
    expect(walk.step("after").status).toBe("skipped");
  });

  test("silence ends the task, as everywhere", () => {
    const walk = stuck();
    while (walk.task.stage === "executing") walk.sleep();
    expect(walk.task.stage).toBe("cancelled");
  });

  test("and then one can, its work counts like any other", () => {
    const walk = stuck({ kind: "passed", result: resultOf("mended"), reason: null });
    walk.decide("approve");
    walk.settle();
    expect(walk.step("code").result?.headline).toBe("mended");
  });
});
