import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { effectsOf } from "../../src/domain/effect.ts";
import { askedNow, opened, planned, repliesOf, running, type Walk } from "./walk.ts";
import { commandOf, draftOf, taskWith } from "./world.ts";

/** An owner dies over whatever is under way; its successor begins with that. */
function die(walk: Walk): void {
  for (const { key } of effectsOf(walk.task)) walk.send({ type: "died", of: key });
}

describe("an owner that dies over a thought or a check", () => {
  test("is followed by another, twice; after the third a person is asked, and approving tries again", () => {
    const walk = opened(taskWith());
    const [before] = effectsOf(walk.task);
    for (const _ of [1, 2]) {
      die(walk);
      expect(effectsOf(walk.task)).toEqual([before]);
    }
    die(walk);
    expect(effectsOf(walk.task)).toEqual([]);
    expect(openApprovals(walk.task.approvals)).toMatchObject([
      { subject: { kind: "fault" }, title: "I could not think about it (triage): whoever worked on it died 3 times in a row." },
    ]);
    walk.decide("approve");
    die(walk);
    expect(walk.task.deaths).toEqual({ [effectsOf(walk.task)[0]?.key ?? ""]: 1 });
  });

  test("over the checks of a step, or of the result, comes to the same question", () => {
    const walk = running([commandOf("a", ["."])]).finish("a");
    for (const _ of [1, 2, 3]) die(walk);
    expect(openApprovals(walk.task.approvals).map((one) => one.title)).toEqual([
      'The checks of "a" could not be run: whoever worked on it died 3 times in a row',
    ]);
    walk.decide("approve");
    walk.finish("checks of a");
    for (const _ of [1, 2, 3]) die(walk);
    expect([walk.task.stage, askedNow(walk.task)]).toEqual(["evaluating", ["fault"]]);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", deaths: {} });
  });

  test("over the report ends the task with what its steps tell", () => {
    const walk = running([draftOf("look")])
      .finish("look")
      .finish("judge");
    for (const _ of [1, 2, 3]) die(walk);
    expect(walk.task).toMatchObject({ stage: "completed", ending: { headline: "Done: 1 steps passed." } });
  });

  test("over words beside the work is told to who said them, and the work goes on", () => {
    const walk = planned([commandOf("a", ["."])]);
    walk.say("mind the tabs");
    for (const _ of [1, 2, 3]) die(walk);
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", sayings: [] });
    expect(repliesOf(walk.records).at(-1)).toContain("I could not make out what you meant");
  });

  test("is counted in a row: what came to an end is forgotten, and so is what nobody waits for", () => {
    const walk = opened(taskWith(), {
      thoughts: { brief: [{ title: "t", goal: "g", constraints: [], criteria: [], entities: [], assumptions: [] }] },
    });
    die(walk);
    die(walk);
    walk.finish("triage");
    expect(walk.task).toMatchObject({ stage: "briefing", deaths: {} });
    walk.send({ type: "died", of: "think:plan:1:0:0" });
    expect(walk.task.deaths).toEqual({});
  });
});
