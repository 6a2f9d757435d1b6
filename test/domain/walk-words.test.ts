import { describe, expect, test } from "vitest";
import type { Principal } from "../../src/domain/principal.ts";
import { askedNow, opened, planned, postsOf, repliesOf, running, type Walk } from "./walk.ts";
import { commandOf, draftOf, faultOf, jon, mia, olga, policyWith, sam, taskWith } from "./world.ts";

const steps = [commandOf("a", ["src"])];
const replied = (reply: string) => ({ kind: "question", reply, instruction: null }) as const;
const operator: Principal = { channel: "terminal", id: "0", name: "root", groups: [] };
const asking = { clarity: { goal: 0, constraints: 0, success: 0 }, questions: [{ id: "q", text: "q?", choices: [], why: null }] };

/** An interview with its question open. */
const interviewed = () => opened(taskWith(), { thoughts: { triage: [asking] } }).settle();

describe("words said while others are being understood", () => {
  const script = { thoughts: { classify: [replied("One."), replied("Two.")] } };

  test.each([1_000, 0])("wait their turn (%i ms apart), and each is answered", (ms) => {
    const walk = running(steps, script);
    walk.say("how far?");
    walk.pass(ms - 1_000);
    walk.say("and how long?");
    expect(walk.task.sayings.map((one) => one.text)).toEqual(["how far?", "and how long?"]);
    walk.finish("classify").finish("classify");
    expect(repliesOf(walk.records)).toEqual(["One.", "Two."]);
    expect(walk.journal.filter((line) => line === "think classify")).toHaveLength(2);
  });

  test("do not disturb the work: steps go on, and what a stage thinks about is not lost", () => {
    const walk = running(steps, script);
    walk.say("how far?");
    for (const name of ["a", "checks of a", "checks"]) walk.finish(name);
    expect(walk.task).toMatchObject({ stage: "evaluating", thinking: { purpose: "judge" }, sayings: [{ text: "how far?" }] });
    walk.finish("classify");
    expect(repliesOf(walk.records)).toEqual(["One."]);
    expect(walk.settle().task).toMatchObject({ stage: "completed", evaluation: { verdict: "green" } });
  });

  test("without a model are answered with themselves, the task's number and the words that are understood", () => {
    const walk = running(steps, {}, { number: 7 }, { hasModel: false });
    walk.say(`how  far?\n${"x".repeat(80)}`);
    expect(repliesOf(walk.records)).toEqual([expect.stringMatching(/^I could not read "how far\?…" about #7\. .*`approve`/)]);
  });

  test("that cannot be understood are answered with the reason, to who said them", () => {
    const walk = running(steps, {
      thoughts: { classify: [{ fault: faultOf("model_unavailable", "The model is away.") }, replied("Two.")] },
    });
    walk.say("how far?");
    walk.say("and how long?", olga);
    walk.finish("classify");
    expect(postsOf(walk.records).at(-1)).toEqual({
      kind: "reply",
      text: "I could not make out what you meant: The model is away.",
      to: mia,
    });
    expect([walk.task.stage, walk.task.sayings.map((one) => one.text)]).toEqual(["executing", ["and how long?"]]);
  });

  test("at the last step are answered though the task ends first", () => {
    const walk = running(steps, script);
    walk.say("how far?");
    for (const name of ["a", "checks of a", "checks", "judge", "summary"]) walk.finish(name);
    expect(walk.task).toMatchObject({ stage: "completed", sayings: [] });
    expect(postsOf(walk.records)).toContainEqual({
      kind: "reply",
      text: 'Task #1 is completed; I had not got to "how far?". Ask again.',
      to: mia,
    });
  });

  test("wait through a pause", () => {
    const walk = running(steps, script);
    walk.say("how far?");
    walk.command("pause");
    walk.command("resume");
    walk.finish("classify");
    expect(repliesOf(walk.records)).toEqual(["One."]);
  });
});

describe("whose words count", () => {
  test.each([
    ["the requester", mia, "briefing"],
    ["the owner", olga, "briefing"],
    ["the operator", operator, "briefing"],
    ["somebody else", sam, "interviewing"],
  ] as const)("may %s say proceed", (_who, who, stage) => {
    const walk = interviewed();
    const outcome = walk.command("proceed", who);
    expect(walk.task.stage).toBe(stage);
    if (stage === "interviewing")
      expect(outcome).toEqual({ kind: "refused", reason: "This was asked of mia; your words are kept as context." });
  });

  test("a guest's answer is refused, named or not, by word or by button", () => {
    const walk = interviewed();
    const question = walk.task.interview.questions[0]?.id ?? null;
    for (const one of [question, null]) {
      const guest = { ...sam, member: "guest" } as const;
      const outcome = walk.send({ type: "answered", by: guest, question: one, text: "blue", receivedAt: walk.context.now });
      expect(outcome).toEqual({ kind: "refused", reason: "This was asked of mia; your words are kept as context." });
    }
  });

  test.each([
    ["an interview", interviewed, { ...sam, member: "guest" }],
    ["an open approval", () => planned(steps), sam],
    ["a run", () => running(steps), sam],
    [
      "a step that asks",
      () => running([draftOf("ask", { kind: "ask", input: { question: "which?", choices: [] } })]),
      { ...sam, member: "guest" },
    ],
  ] as const)("a stranger's words beside %s are overheard and change nothing", (_where, walkTo, stranger) => {
    const walk = walkTo();
    const { movedAt: _before, spend: _spent, ...before } = walk.task;
    const told = walk.records.length;
    walk.say("blue, I say", stranger);
    const { movedAt: _now, spend: _paid, ...now } = walk.task;
    expect(now).toEqual(before);
    expect(walk.records.slice(told)).toEqual([{ type: "audit", action: "overheard", by: "slack:U4", detail: null }]);
  });

  test("an approver's words beside a question answer nothing", () => {
    const walk = opened(
      taskWith(),
      { thoughts: { triage: [asking] } },
      { policy: policyWith({ approvers: { external: ["@ops"] } }) },
    ).settle();
    walk.say("blue", jon);
    expect(walk.task).toMatchObject({
      stage: "interviewing",
      interview: { questions: [{ answer: null }, { answer: null, offer: { kind: "take" } }] },
    });
  });

  test("the requester's words answer, and the answer bears their account", () => {
    const walk = interviewed();
    walk.say("blue");
    expect(walk.task.interview.questions).toMatchObject([{ answer: "blue", answeredBy: "slack:U1" }]);
  });
});

describe("a typed decision", () => {
  const typed = (walk: Walk, verb: "approve" | "reject", receivedAt: number) =>
    walk.send({ type: "decided", by: mia, approval: null, verb, text: null, receivedAt });

  test("means what was asked before it was received, not what was asked since", () => {
    const walk = planned(steps);
    const openedAt = walk.task.approvals[0]?.openedAt ?? 0;
    expect(typed(walk, "approve", openedAt - 1)).toEqual({ kind: "refused", reason: "Nothing waits for a decision here." });
    expect(walk.task.stage).toBe("awaiting_approval");
    typed(walk, "approve", openedAt);
    expect(walk.task.stage).toBe("executing");
  });

  test.each(["approve", "reject"] as const)("to %s is refused where it fits more than one, with their names", (verb) => {
    const two = ["one", "two"].map((id) => commandOf(id, [], { tier: "external", independent: true }));
    const walk = running(two);
    expect(askedNow(walk.task)).toEqual(["step", "step"]);
    const [one, other] = walk.task.approvals.slice(-2);
    expect(typed(walk, verb, walk.context.now)).toEqual({
      kind: "refused",
      reason: `More than one thing is open here: ${one?.id} (${one?.title}); ${other?.id} (${other?.title}). Use its own button.`,
    });
    walk.send({ type: "decided", by: olga, approval: one?.id ?? null, verb: "approve", text: null, receivedAt: walk.context.now });
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("completed");
  });
});

describe("a reminder", () => {
  test("of a question is a reply to who asked for the work, and the question is not put again", () => {
    const walk = interviewed();
    const before = walk.records.length;
    walk.sleep();
    expect(postsOf(walk.records.slice(before))).toEqual([{ kind: "reply", text: "Still waiting for an answer: q?", to: mia }]);
    expect(walk.task.interview.questions).toMatchObject([{ reminders: 1, answer: null }]);
  });
});
