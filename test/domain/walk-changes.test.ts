import { describe, expect, test } from "vitest";
import { cardOf } from "../../src/domain/card.ts";
import { dueAt } from "../../src/domain/effect.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { keyOf } from "../../src/domain/thinking.ts";
import type { Thought } from "../../src/domain/thought.ts";
import { askedNow, planned, planOf, repliesOf, running, type Script, type Walk } from "./walk.ts";
import { bareBrief, commandOf, draftOf, jon, mia, olga, policyWith } from "./world.ts";

const steps = [commandOf("a", ["src"])];
const tabs = { kind: "change", reply: null, instruction: "use tabs" } as const;
const revisedTo = (reason: string, ...made: readonly StepDraft[]) => ({ ...planOf(...made), reason, brief: null });
const revise = [revisedTo("tabs", commandOf("a", ["src"]), commandOf("b", ["src"]))];
const script: Script = { thoughts: { classify: [tabs], revise } };

/** A plan that waits for its approval, with "Revise the plan?" asked beside it. */
function offered(more: Script = script, options: Parameters<typeof planned>[3] = {}): Walk {
  const walk = planned(steps, more, {}, options);
  walk.say("tabs would be nicer");
  walk.finish("classify");
  return walk;
}
const asks = (id: string, choices: readonly string[]) => draftOf(id, { kind: "ask", input: { question: `${id}?`, choices: [...choices] } });
const offers = (walk: Walk) =>
  walk.task.interview.questions.map(({ offer, answer }) => [offer?.kind === "revise" ? offer.instruction : null, answer]);
const revisions = (walk: Walk) => walk.journal.filter((line) => line === "think revise");

describe("an offer to revise the plan", () => {
  test("taken up voids what was asked: the old version cannot be approved any more, and the change is made", () => {
    const walk = offered();
    const [first] = walk.task.approvals;
    walk.say("yes");
    expect(walk.task.approvals).toMatchObject([{ status: "void", reason: "a change was asked for" }]);
    expect(walk.records).toContainEqual({ type: "close", approval: first?.id, why: "a change was asked for" });
    expect(walk.decide("approve")).toEqual({ kind: "refused", reason: "Nothing waits for a decision here." });
    const named = { type: "decided", by: olga, approval: first?.id ?? null, verb: "approve", text: null } as const;
    expect(walk.send({ ...named, receivedAt: walk.context.now })).toEqual({
      kind: "refused",
      reason: "This was about version 1 and is closed: a change was asked for.",
    });
    expect(walk.settle().task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, reason: "tabs", approvedBy: null } });
  });

  test("taken up while a step waits for its confirmation closes that too, and the new version asks anew", () => {
    const external = commandOf("call", [], { tier: "external" });
    const walk = running([external], { thoughts: { classify: [tabs], revise: [revisedTo("tabs", external)] } });
    expect(askedNow(walk.task)).toEqual(["step"]);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    walk.say("yes");
    expect(askedNow(walk.task)).toEqual([]);
    walk.settle();
    walk.decide("approve", null, olga);
    expect(askedNow(walk.task)).toEqual(["step"]);
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("completed");
  });

  test.each(["no", "2", "NO "])("is declined by %s: the plan stays, and that is said", (text) => {
    const walk = offered();
    walk.say(text);
    expect(offers(walk)).toEqual([["use tabs", "No"]]);
    expect(repliesOf(walk.records)).toEqual(["The plan stays as it is."]);
    expect([askedNow(walk.task), revisions(walk)]).toEqual([["plan"], []]);
  });

  test.each(["yes please", "make it blue", "3"])("does not take %s for an answer: it is classified like any other words", (text) => {
    const walk = offered({ thoughts: { classify: [tabs, { kind: "question", reply: "Soon.", instruction: null }], revise } });
    walk.say(text);
    expect(walk.task.sayings).toMatchObject([{ text }]);
    expect(offers(walk)).toEqual([["use tabs", null]]);
    walk.finish("classify");
    expect(repliesOf(walk.records)).toEqual(["Soon."]);
    walk.say("1");
    expect(revisions(walk)).toHaveLength(1);
  });

  test("named by its id takes nothing but its choices", () => {
    const walk = offered();
    const question = walk.task.interview.questions.at(-1)?.id ?? null;
    expect(walk.send({ type: "answered", by: mia, question, text: "blue", receivedAt: walk.context.now })).toEqual({
      kind: "refused",
      reason: "Answer Yes or No.",
    });
    walk.send({ type: "answered", by: mia, question, text: "Yes", receivedAt: walk.context.now });
    expect(revisions(walk)).toHaveLength(1);
  });

  test("beside the question of a step leaves other words to that question", () => {
    const walk = running([commandOf("a"), asks("which", ["blue", "no"])], script);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    walk.finish("a");
    walk.say("blue");
    expect([walk.step("which").result?.output, offers(walk)[0]]).toEqual(["blue", ["use tabs", null]]);
  });

  test("asked after the question of a step still leaves it other words", () => {
    const walk = running([commandOf("a"), asks("which", ["blue", "no"])], script);
    walk.say("tabs would be nicer");
    walk.finish("a").finish("classify");
    walk.say("green");
    expect([walk.step("which").result?.output, offers(walk).at(-1)]).toEqual(["green", ["use tabs", null]]);
  });

  test("leaves a No to the question that was asked last", () => {
    const walk = running([commandOf("a"), asks("which", ["blue", "no"])], script);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    walk.finish("a");
    walk.say("no");
    expect([walk.step("which").result?.output, offers(walk)[0]]).toEqual(["no", ["use tabs", null]]);
  });

  test.each([
    ["the plan is approved", (walk: Walk) => walk.decide("approve")],
    ["another change is asked for", (walk: Walk) => walk.decide("change", "spaces")],
  ])("lapses when %s", (_what, act) => {
    const walk = offered();
    act(walk);
    expect(offers(walk)).toEqual([["use tabs", "(lapsed)"]]);
    expect(walk.answer("yes")).toEqual({ kind: "refused", reason: "No question is open." });
  });

  test("lapses when a change is typed during the run, and is made once however often it is said", () => {
    const typed = running(steps, script);
    const taken = running(steps, script);
    for (const walk of [typed, taken, taken]) {
      walk.say("tabs would be nicer");
      walk.finish("classify");
    }
    typed.decide("change", "spaces");
    expect(offers(typed)).toEqual([["use tabs", "(lapsed)"]]);
    taken.answer("yes");
    expect(offers(taken).map(([, answer]) => answer)).toEqual(["Yes"]);
  });

  test("lapses when a step beside it is decided", () => {
    const walk = running([commandOf("call", [], { tier: "external" })], script);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    walk.decide("approve", null, olga);
    expect(offers(walk)).toEqual([["use tabs", "(lapsed)"]]);
  });

  test("lapses when a new version is made: it was about the old one", () => {
    const walk = planned(steps, script);
    walk.decide("change", "spaces");
    walk.say("tabs would be nicer");
    walk.finish("classify");
    expect(offers(walk)).toEqual([["use tabs", null]]);
    walk.finish("revise");
    expect(offers(walk)).toEqual([["use tabs", "(lapsed)"]]);
  });

  test("lapses by itself, unreminded, and never ends the task", () => {
    const patient = { policy: policyWith({ onExpiry: "abort" }) };
    const walk = running([commandOf("a", ["src"]), commandOf("b", ["src"])], script, {}, patient);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    const expires = walk.task.interview.questions.at(-1)?.expiresAt ?? 0;
    expect(dueAt(walk.task)).toBe(expires);
    walk.pass(expires - walk.context.now);
    walk.send({ type: "due" });
    expect(offers(walk)).toEqual([["use tabs", "(lapsed)"]]);
    expect(repliesOf(walk.records)).toEqual([]);
    expect(dueAt(walk.task)).toBeNull();
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("does not hide on the card what runs", () => {
    const walk = running(steps, script);
    walk.say("tabs would be nicer");
    walk.finish("classify");
    expect(cardOf(walk.task).doing).toBe("a");
  });
});

describe("two changes in a row", () => {
  const answer = (walk: Walk, of: string, reason: string) => {
    const thought: Thought = { purpose: "revise", value: revisedTo(reason, commandOf("a", ["src"])) };
    walk.send({ type: "thought", of, thought, usage: { promptTokens: 1, completionTokens: 1, costMicros: 0 }, seen: walk.task.heard });
  };
  const asked = (walk: Walk) => (walk.task.thinking ? keyOf(walk.task.thinking) : "");

  test.each([1_000, 0])("are two thoughts (%i ms apart): the first one's answer is paid for and does not count as the second's", (ms) => {
    const walk = planned(steps, script);
    walk.decide("change", "tabs");
    const first = asked(walk);
    walk.pass(ms - 1_000);
    walk.decide("change", "no, spaces");
    expect(walk.task.thinking).toMatchObject({ purpose: "revise", instruction: "no, spaces" });
    const before = walk.task.spend.tokens;
    answer(walk, first, "tabs");
    expect(walk.task).toMatchObject({ stage: "planning", plan: { version: 1 }, spend: { tokens: before + 2 } });
    answer(walk, asked(walk), "spaces");
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, reason: "spaces" } });
  });
});

describe("an ask step of a changed plan", () => {
  const ask = (question: string) => draftOf("which", { kind: "ask", input: { question, choices: [] } });

  test("is asked anew and takes only the new answer", () => {
    const walk = running([ask("tabs?"), commandOf("a", [], { dependsOn: ["which"] })], {
      thoughts: { revise: [revisedTo("other", ask("spaces?"), commandOf("a", [], { dependsOn: ["which"] }))] },
    });
    const old = walk.task.interview.questions[0]?.id ?? null;
    walk.decide("change", "ask about spaces");
    walk.settle();
    walk.decide("approve");
    expect(walk.step("which")).toMatchObject({ status: "running", attempt: 2 });
    expect(walk.task.interview.questions.map(({ text, answer }) => [text, answer])).toEqual([
      ["tabs?", "(the plan changed)"],
      ["spaces?", null],
    ]);
    expect(walk.send({ type: "answered", by: mia, question: old, text: "old", receivedAt: walk.context.now })).toEqual({
      kind: "refused",
      reason: "That question is answered or gone.",
    });
    walk.say("new");
    expect(walk.step("which")).toMatchObject({ status: "passed", result: { output: "new" } });
  });

  test("does not pass by what was answered before: another answer beside it leaves it asking", () => {
    const two = (question: string) => [
      ask(question),
      draftOf("how", { kind: "ask", independent: true, input: { question: "how?", choices: [] } }),
    ];
    const walk = running(two("tabs?"), { thoughts: { revise: [revisedTo("other", ...two("spaces?"))] } });
    walk.say("tabs");
    walk.decide("change", "ask about spaces");
    walk.settle();
    if (askedNow(walk.task).includes("plan")) walk.decide("approve");
    const how = walk.task.interview.questions.findLast((one) => one.step === "how")?.id ?? null;
    walk.send({ type: "answered", by: mia, question: how, text: "slowly", receivedAt: walk.context.now });
    expect([walk.step("which").status, walk.step("how").result?.output]).toEqual(["running", "slowly"]);
  });
});

describe("a change of the brief", () => {
  test("without criteria is fed back: nothing may be judged green by no measure", () => {
    const bare = { ...revisedTo("bare", commandOf("a", ["src"])), brief: bareBrief };
    const walk = planned(steps, { thoughts: { revise: [bare] } });
    walk.decide("change", "forget the criteria");
    walk.finish("revise");
    expect(walk.task.thinking).toMatchObject({ tries: 1, feedback: [expect.stringContaining("no acceptance criteria")] });
    walk.settle();
    expect([askedNow(walk.task), walk.task.brief?.criteria]).toEqual([["fault"], [{ id: "c1", text: "c1 holds", must: true }]]);
  });
});

describe("an external plan", () => {
  const external = [commandOf("call", [], { tier: "external" })];

  test("may be changed or rejected by its requester, but not approved", () => {
    const walk = planned(external, script);
    expect(walk.decide("approve", null, mia).kind).toBe("refused");
    expect(walk.decide("change", "inside only", jon).kind).toBe("refused");
    walk.decide("change", "inside only", mia);
    expect(walk.settle().task.plan).toMatchObject({ version: 2 });
    walk.decide("reject", null, mia);
    expect(walk.task.stage).toBe("cancelled");
  });

  test("under four eyes: no requester approves, any requester may leave it", () => {
    const walk = planned(steps, script, {}, { policy: policyWith({ fourEyes: true }) });
    expect(walk.decide("approve", null, mia).kind).toBe("refused");
    walk.decide("reject", "not now", mia);
    expect(walk.task).toMatchObject({ stage: "cancelled", approvals: [{ reason: "rejected by mia: not now" }] });
  });
});
