import { expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { effectsOf } from "../../src/domain/effect.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { Directory } from "../../src/domain/principal.ts";
import { askedNow, planned, type Walk } from "./walk.ts";
import { commandOf, jon, olga, policyWith } from "./world.ts";

/** What is known of jon; a test takes a group away while the task goes on. */
function opsNow(): { directory: Directory; leave(): void } {
  const groups: Record<string, readonly string[]> = { "slack:U3": ["ops"] };
  return {
    directory: { people: {}, groups, parted: [] },
    leave: () => {
      groups["slack:U3"] = [];
    },
  };
}

const ops = policyWith({ approvers: { execute: ["@ops"], external: ["@ops"] } });
const running = (walk: Walk) => effectsOf(walk.task).map((effect) => (effect.kind === "run" ? effect.step : effect.kind));

test("a step whose plan was approved by somebody who may not any more is asked about anew, and says why", () => {
  const { directory, leave } = opsNow();
  const walk = planned([commandOf("a"), commandOf("b", [], { dependsOn: ["a"] })], {}, {}, { policy: ops, directory });
  walk.decide("approve", null, jon);
  expect(running(walk)).toEqual(["a"]);
  leave();
  walk.finish("a");
  expect(running(walk)).toEqual([]);
  expect(walk.step("b")).toMatchObject({ status: "awaiting_confirmation", allowedBy: null });
  expect(openApprovals(walk.task.approvals)).toMatchObject([
    {
      subject: { kind: "step", step: "b" },
      title: "b — runs `make b` in the sandbox (approved by jon, who may not approve this any more)",
    },
  ]);
  const why = "approved by jon, who may not approve this any more";
  expect(walk.records).toContainEqual({ type: "audit", action: "approval.lapsed", by: null, detail: { step: "b", why } });
  expect(walk.decide("approve", null, jon)).toMatchObject({ kind: "refused" });
  walk.decide("approve", null, olga);
  expect(running(walk)).toEqual(["b"]);
  expect(walk.settle().task.stage).toBe("completed");
});

test("a confirmation that lapsed before its step could start is asked for again", () => {
  const { directory, leave } = opsNow();
  const external = commandOf("b", ["src"], { needs: { ...nothing, network: ["api.stripe.com"], writes: ["src"] }, independent: true });
  const walk = planned([commandOf("a", ["src"]), external], {}, {}, { policy: ops, directory });
  walk.decide("approve", null, olga);
  expect(askedNow(walk.task)).toEqual(["step"]);
  walk.decide("approve", null, jon);
  // One writer at a time: it waits for the other although it may run.
  expect(walk.step("b")).toMatchObject({ status: "pending", allowedBy: expect.stringMatching(/^apr_/) });
  leave();
  walk.finish("a");
  expect(walk.step("b")).toMatchObject({ status: "awaiting_confirmation", allowedBy: null });
});

test("a quorum that still holds without them lets steps start", () => {
  const { directory, leave } = opsNow();
  const walk = planned([commandOf("a"), commandOf("b", [], { dependsOn: ["a"] })], {}, {}, { policy: ops, directory });
  walk.decide("approve", null, olga);
  leave();
  walk.finish("a");
  expect(running(walk)).toEqual(["b"]);
});

test("a vote whose voter lost the right does not count with the next one, and the audit names it", () => {
  const { directory, leave } = opsNow();
  const policy = policyWith({ quorum: 2, approvers: { execute: ["@ops"] } });
  const walk = planned([commandOf("a")], {}, {}, { policy, directory });
  walk.decide("approve", null, jon);
  leave();
  walk.decide("approve", null, olga);
  expect(askedNow(walk.task)).toEqual(["plan"]);
  const told = walk.records.filter((record) => record.type === "audit" && record.action.startsWith("approval.voted"));
  expect(told).toMatchObject([
    { by: "slack:U3", detail: { verb: "approve" } },
    { by: "slack:U2", detail: { verb: "approve", lapsed: ["slack:U3"] } },
  ]);
});
