import { describe, expect, test } from "vitest";
import type { AttemptOutcome } from "../../src/domain/event.ts";
import { askedNow, endedWith, running } from "./walk.ts";
import { commandOf } from "./world.ts";

const unready: AttemptOutcome = { kind: "broken", reason: "the setup of shop (npm ci) failed: exit 1", transient: false, asks: true };
const two = () => running([commandOf("a", [], { independent: true }), commandOf("b", [], { independent: true })]);

describe("a step whose workspace cannot be made ready", () => {
  test("waits for a person instead of failing, and nothing is charged to it", () => {
    const walk = running([commandOf("a", ["src"])]);
    walk.send(endedWith("a", 1, unready));
    expect(walk.step("a")).toMatchObject({ status: "pending", faults: 0, losses: 0 });
    expect(walk.task.stage).toBe("executing");
    expect(askedNow(walk.task)).toEqual(["fault"]);
    walk.pass(60_000).send({ type: "due" });
    expect(walk.step("a").status).toBe("pending");
  });

  test("runs again when the person says so", () => {
    const walk = running([commandOf("a", ["src"])]);
    walk.send(endedWith("a", 1, unready));
    walk.decide("approve");
    expect(walk.step("a")).toMatchObject({ status: "running", attempt: 2 });
  });

  test("ends the task when the person does not want it", () => {
    const walk = running([commandOf("a", ["src"])]);
    walk.send(endedWith("a", 1, unready));
    walk.decide("reject");
    expect(walk.task).toMatchObject({ stage: "failed", ending: { headline: expect.stringContaining("the setup of shop") } });
  });

  test("is asked about once, however many steps wait for it", () => {
    const walk = two();
    walk.send(endedWith("a", 1, unready));
    walk.send(endedWith("b", 1, unready));
    expect(askedNow(walk.task)).toEqual(["fault"]);
    walk.decide("approve");
    expect([walk.step("a").status, walk.step("b").status]).toEqual(["running", "running"]);
  });
});
