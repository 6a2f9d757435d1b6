import { describe, expect, test } from "vitest";
import { refusePermission } from "../../src/domain/permission.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import type { Task } from "../../src/domain/task.ts";
import { askedNow, running, type Walk, walkFrom } from "./walk.ts";
import { commandOf, draftOf, olga, resultOf } from "./world.ts";

const look = draftOf("look");
const outside = (input: StepDraft["input"], kind = "execute"): StepDraft =>
  draftOf("call", { kind, input, dependsOn: ["look"], tier: "external", criteria: [] });
const outputs = (text: string) =>
  ({ steps: { look: [{ kind: "passed", result: resultOf("found", { output: text }), reason: null }] } }) as const;
const asked = (walk: Walk) => walk.task.approvals.filter((one) => one.subject.kind === "step").at(-1);

function confirming(step: StepDraft, text: string): Walk {
  const walk = running([look, step], outputs(text));
  walk.finish("look");
  expect(askedNow(walk.task)).toEqual(["step"]);
  return walk;
}

/** The task with another output under the step, as nothing in the product does it. */
function tampered(task: Task, output: string): Task {
  const steps = task.plan?.steps.map((step) => (step.id === "look" ? { ...step, result: resultOf("found", { output }) } : step)) ?? [];
  return { ...task, plan: task.plan && { ...task.plan, steps } };
}

describe("a confirmation shows what will really run", () => {
  test.each<[string, StepDraft, string]>([
    [
      "an argument",
      outside({ argv: ["./post", "-d", "{{steps.look.output}}", "x.org"] }),
      "call — runs `./post -d 'v1.2 ok' x.org` in the sandbox",
    ],
    [
      "a text",
      outside({ to: "#general", text: "{{steps.look.output}}" }, "notify"),
      "call — tells #general, outside this conversation: v1.2 ok",
    ],
    [
      "a file",
      outside({ command: "deploy < $STEPS/look/output" }, "shell"),
      "call — runs `deploy < $STEPS/look/output` in the sandbox; reads look: “v1.2 ok”",
    ],
    ["a variable", outside({ command: 'deploy "$STEP_LOOK_OUTPUT"' }, "shell"), "; reads look: “v1.2 ok”"],
  ])("%s", (_what, step, words) => {
    expect(asked(confirming(step, "v1.2 ok\n"))?.title).toContain(words);
  });

  test("and tells the length of what is too long to show", () => {
    const title = asked(confirming(outside({ argv: ["./send", "{{steps.look.output}}"] }), "x".repeat(60_000)))?.title ?? "";
    expect(title).toMatch(/x… \(60\d\d\d characters\)$/);
    expect(title.length).toBeLessThan(2_200);
  });
});

describe("a confirmation binds what it showed", () => {
  const step = outside({ argv: ["./send", "{{steps.look.output}}"] });

  test("other values have other digests, and so have outputs that are read as files", () => {
    const digests = [
      asked(confirming(step, "one"))?.digest,
      asked(confirming(step, "two"))?.digest,
      asked(confirming(outside({ command: "cat $STEPS/look/output" }, "shell"), "one"))?.digest,
      asked(confirming(outside({ command: "cat $STEPS/look/output" }, "shell"), "two"))?.digest,
    ];
    expect(new Set(digests).size).toBe(4);
    expect(asked(confirming(outside({ argv: ["./send", "x"] }), "one"))?.digest).toBe(
      asked(confirming(outside({ argv: ["./send", "x"] }), "two"))?.digest,
    );
  });

  test("a changed value is asked about again before it starts, and refused by whoever runs it", () => {
    const walk = confirming(step, "one");
    walk.decide("approve", null, olga);
    const ran = walk.step("call");
    expect(ran.status).toBe("running");
    expect(refusePermission(walk.task, ran, walk.context)).toBeNull();
    expect(refusePermission(tampered(walk.task, "two"), ran, walk.context)).toBe("what it would run has changed since it was approved");

    const waiting: Task = tampered(walk.task, "two");
    const steps = waiting.plan?.steps.map((one) => (one.id === "call" ? { ...one, status: "pending" as const } : one)) ?? [];
    const other = walkFrom({ ...waiting, plan: waiting.plan && { ...waiting.plan, steps } }, {}, { now: walk.context.now });
    other.say("go");
    expect(askedNow(other.task)).toEqual(["step"]);
    expect(asked(other)?.title).toBe(
      "call was begun before and may have happened already; run it again? — runs `./send two` in the sandbox (what it would run has changed since it was approved)",
    );
  });

  test("what was interrupted is asked about with what it would run", () => {
    const walk = confirming(step, "one");
    walk.decide("approve", null, olga);
    walk.send({ type: "lost", step: "call", attempt: 1 });
    expect(asked(walk)?.title).toBe("call was interrupted and may have happened already; run it again? — runs `./send one` in the sandbox");
  });

  test("a step that refers to nothing is confirmed by its own words", () => {
    const walk = running([commandOf("deploy", [], { tier: "external" })]);
    expect(asked(walk)?.title).toBe("deploy — runs `make deploy` in the sandbox");
  });
});
