import { describe, expect, test } from "vitest";
import { effectsOf } from "../../src/domain/effect.ts";
import type { AttemptOutcome } from "../../src/domain/event.ts";
import { filesOf } from "../../src/domain/files.ts";
import { openQuestions } from "../../src/domain/interview.ts";
import { nothing } from "../../src/domain/needs.ts";
import { askedBy } from "./alphabet.ts";
import { askedNow, endedWith, postsOf, running, type Walk } from "./walk.ts";
import { agentWith, commandOf, draftOf, jon, olga, policyWith, resultOf } from "./world.ts";

const code = draftOf("code", { kind: "implement", input: { spec: "mend it" }, agent: "ana" });
const left: AttemptOutcome = {
  kind: "asks",
  agent: "ana",
  question: "which?",
  choices: ["old", "new"],
  result: resultOf("which?", { ok: false, snapshot: "half" }),
  reason: null,
};
const agents = [agentWith("ana")];
const asking = (outcome: AttemptOutcome = left, steps = [code], more: Parameters<typeof running>[3] = {}): Walk => {
  const walk = running(steps, {}, {}, { agents, ...more });
  walk.send(endedWith("code", walk.step("code").attempt, outcome));
  return walk;
};

describe("an agent that asks", () => {
  test("has a person asked under its name; nothing of it runs until it is answered, and then with the answer from where it was", () => {
    const walk = asking();
    const [question] = openQuestions(walk.task.interview.questions);
    expect(question).toMatchObject({
      step: "code",
      text: "ana asks: which?",
      choices: ["old", "new"],
      why: expect.stringContaining("An agent asks"),
    });
    expect(postsOf(walk.records).at(-1)).toMatchObject({ kind: "questions", questions: [{ id: question?.id }] });
    expect([effectsOf(walk.task), filesOf(walk.task)]).toEqual([[], "half"]);
    walk.answer("old");
    expect(walk.step("code")).toMatchObject({ status: "running", attempt: 2, result: { snapshot: "half" } });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("while it mends what it left loses nothing of that, though its question leaves no files of its own", () => {
    const judged = (met: boolean) => ({ criteria: [{ id: "code", met, score: met ? 1 : 0, evidence: "seen" }], instructions: null });
    const steps = [commandOf("a", ["."]), { ...code, dependsOn: ["a"], verify: "it works" }];
    const walk = running(steps, { thoughts: { judge: [judged(false), judged(true)] } }, {}, { agents });
    const pass = (id: string): AttemptOutcome => ({ kind: "passed", result: resultOf(id, { snapshot: `after ${id}` }), reason: null });
    walk.send(endedWith("a", 1, pass("a")));
    walk.finish("checks of a");
    walk.send(endedWith("code", 1, pass("code")));
    walk.finish("checks of code").finish("judge");
    const { keptAt } = walk.step("code").result ?? {};
    expect(walk.step("code")).toMatchObject({ status: "running", attempt: 2 });
    walk.send(endedWith("code", 2, askedBy("ana")));
    expect(walk.step("code").result).toMatchObject({ snapshot: "after code", keptAt, asked: 2 });
    expect(filesOf(walk.task)).toBe("after code");
  });

  test("keeps other writers from the files until it went on; who reads them does not wait", () => {
    const walk = asking(left, [code, commandOf("other", ["src"], { independent: true }), draftOf("look", { independent: true })]);
    expect(walk.step("other").status).toBe("pending");
    expect(walk.step("look").status).toBe("running");
    walk.finish("look");
    walk.answer("old");
    expect([walk.step("code").status, walk.step("other").status]).toEqual(["running", "pending"]);
    walk.settle();
    expect(walk.task.stage).toBe("completed");
  });

  test("is never answered with what looks like a secret, by nobody", () => {
    const walk = asking();
    for (const by of [undefined, olga, jon])
      expect(walk.answer("hunter2", by)).toMatchObject({ kind: "refused", reason: expect.stringContaining("looks like a secret") });
    expect(walk.say("the password is hunter2")).toMatchObject({ kind: "refused", reason: expect.stringContaining("looks like a secret") });
    expect(openQuestions(walk.task.interview.questions)).toHaveLength(1);
    expect(walk.task.sayings).toEqual([]);
  });

  test("may ask three times about one step; then the step has failed", () => {
    const walk = asking(askedBy("ana"));
    for (const _ of [1, 2, 3]) {
      walk.answer("old");
      walk.send(endedWith("code", walk.step("code").attempt, askedBy("ana")));
    }
    expect(walk.step("code")).toMatchObject({ status: "failed", reason: "ana asked more than 3 questions; the last: which?" });
    expect(filesOf(walk.task)).toBeNull();
  });

  test("and reaches outside is confirmed again before it goes on: nobody had seen the answer", () => {
    const cloud = agentWith("ana", { needs: { ...nothing, network: ["api.example.com"] } });
    const walk = running([code], {}, {}, { agents: [cloud], policy: policyWith({}) });
    walk.decide("approve", null, olga);
    walk.send(endedWith("code", 1, left));
    walk.answer("old");
    expect(askedNow(walk.task)).toEqual(["step"]);
    expect(walk.task.approvals.at(-1)?.title).toMatch(
      /^code asked, was answered, and would go on; let it\? .*; was told: “ana asks: which\?” — “old”/,
    );
    expect(walk.step("code")).toMatchObject({ status: "awaiting_confirmation", allowedBy: null });
  });

  test("ends with its task where nobody answers", () => {
    const walk = asking();
    while (walk.task.stage === "executing") walk.sleep();
    expect(walk.task.stage).toBe("cancelled");
  });
});
