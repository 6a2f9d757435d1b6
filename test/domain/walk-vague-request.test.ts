import { describe, expect, test } from "vitest";
import { askedNow, opened, type Script, type Walk, type walkFrom } from "./walk.ts";
import { briefOf, commandOf, draftOf, faultOf, jon, mia, olga, policyWith, sam, taskWith } from "./world.ts";

const vague = { goal: 0.5, constraints: 0.5, success: 0.5 };
const clear = { goal: 1, constraints: 0.9, success: 0.9 };
const question = (id: string) => ({ id, text: `${id}?`, choices: [], why: null });

const served = { criteria: ["c1"] };
const plan = {
  reason: "two ways at once",
  base: "abc",
  steps: [
    draftOf("look"),
    commandOf("left", [], { ...served, dependsOn: ["look"] }),
    commandOf("right", ["src"], { dependsOn: ["look"] }),
    draftOf("tell", { kind: "notify", input: { to: "requester", text: "done" }, dependsOn: ["left", "right"] }),
  ],
};
const cyclic = { ...plan, steps: [draftOf("a", { ...served, dependsOn: ["b"] }), draftOf("b", { dependsOn: ["a"] })] };
const mendWithin = { reason: "the file was missing", replaces: ["right"], steps: [commandOf("mend", ["src/login"])] };

const script = {
  thoughts: {
    triage: [
      { clarity: vague, questions: [question("which"), question("when")] },
      { clarity: { ...vague, goal: 0.8 }, questions: [question("how")] },
      { clarity: clear, questions: [] },
    ],
    brief: [briefOf("c1")],
    plan: [cyclic, plan],
    repair: [mendWithin],
  },
  steps: { right: ["fail"] },
} satisfies Script;

/** A task whose plan waits for its approval. */
function planned(more: Script = {}, rest: Parameters<typeof taskWith>[0] = {}, options: Parameters<typeof walkFrom>[2] = {}): Walk {
  const thoughts = { brief: script.thoughts.brief, plan: [plan], repair: [mendWithin], ...more.thoughts };
  return opened(taskWith(rest), { thoughts, steps: more.steps ?? {} }, options).settle();
}

describe("a vague request", () => {
  test("is asked twice, planned, corrected, approved, run, repaired unasked, judged and reported", () => {
    const walk = opened(taskWith(), script).settle();
    expect(walk.task.stage).toBe("interviewing");
    expect(walk.task.interview.questions.map((one) => one.topic)).toEqual(["which", "when"]);
    walk.say("the web one, today");
    walk.settle();
    expect(walk.task.interview).toMatchObject({ round: 2, clarity: { goal: 0.8 } });
    walk.say("carefully");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", place: { base: "abc" }, plan: { version: 1, approvedBy: null } });
    expect(askedNow(walk.task)).toEqual(["plan"]);
    walk.decide("approve");
    walk.settle();
    expect(walk.task).toMatchObject({
      stage: "completed",
      repairs: 1,
      evaluation: { verdict: "green", score: 1 },
      ending: { headline: "All done." },
      plan: { version: 2, approvedBy: "within what v1 was approved for" },
    });
    expect(walk.journal).toEqual([
      ...["think triage", "think triage", "think triage", "think brief", "think plan", "think plan"],
      ...["run look 1", "run left 1", "run right 1", "think repair", "run mend 1", "verify checks of mend"],
      ...["run tell 1", "verify checks", "think judge", "think summary"],
    ]);
  });

  test("hears what was wrong with the plan before, step and cure named", () => {
    const walk = opened(taskWith(), { thoughts: { brief: script.thoughts.brief, plan: [cyclic, plan] } });
    for (const name of ["triage", "brief", "plan"]) walk.finish(name);
    expect(walk.task.thinking).toMatchObject({ purpose: "plan", tries: 1 });
    expect(walk.task.thinking?.feedback.join()).toContain("a → b → a");
  });

  test("whose plan stays wrong after two corrections is asked about, and approving tries again", () => {
    const walk = opened(taskWith(), { thoughts: { brief: script.thoughts.brief, plan: [cyclic, cyclic, cyclic, plan] } }).settle();
    expect(walk.journal.filter((line) => line === "think plan")).toHaveLength(3);
    expect(askedNow(walk.task)).toEqual(["fault"]);
    expect(walk.task.approvals[0]?.title).toMatch(/could not make a valid plan.*circle/);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "awaiting_approval" });
  });

  test("that says `proceed` goes on with assumptions", () => {
    const walk = opened(taskWith(), script).settle();
    walk.command("proceed");
    expect(walk.settle().task.stage).toBe("awaiting_approval");
    expect(walk.journal.filter((line) => line === "think triage")).toHaveLength(1);
    expect(walk.task.interview.questions.every((one) => one.answer?.includes("assume"))).toBe(true);
  });

  test("is asked three rounds at most", () => {
    const never = { triage: [{ clarity: vague, questions: [question("what")] }], brief: [briefOf()], plan: [plan] };
    const walk = opened(taskWith(), { thoughts: never }).settle();
    for (const round of [1, 2, 3]) {
      expect(walk.task).toMatchObject({ stage: "interviewing", interview: { round } });
      walk.say("no idea");
      walk.settle();
    }
    expect(walk.task.stage).toBe("awaiting_approval");
  });

  test("whose triage cannot be read counts 0.3, 0.2, 0.2 and asks one generic question", () => {
    const walk = opened(taskWith(), { thoughts: { triage: [{ fault: faultOf("model_unreadable") }] } }).settle();
    expect(walk.task).toMatchObject({ stage: "interviewing", interview: { clarity: { goal: 0.3, constraints: 0.2, success: 0.2 } } });
    expect(walk.task.interview.questions).toHaveLength(1);
  });
});

describe("a failed step", () => {
  test("skips what depends on it with the reason, and the repair revives it", () => {
    const walk = planned({ steps: { right: ["fail"] } });
    walk.decide("approve");
    for (const step of ["look", "left", "right"]) walk.finish(step);
    expect(walk.step("tell")).toMatchObject({ status: "skipped", reason: 'needs "right", which did not pass' });
    expect(walk.task).toMatchObject({ stage: "revising", thinking: { purpose: "repair" } });
    walk.settle();
    expect(walk.step("right").status).toBe("superseded");
    expect(walk.step("tell")).toMatchObject({ status: "passed", dependsOn: ["left", "mend"] });
    expect(walk.step("left")).toMatchObject({ status: "passed", attempt: 1 });
  });

  test("whose repair asks for more than was approved is asked about", () => {
    const riskier = { reason: "fetch it", replaces: ["right"], steps: [commandOf("mend", ["src", "lib"])] };
    const walk = planned({ steps: { right: ["fail"] }, thoughts: { repair: [riskier] } });
    walk.decide("approve");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, approvedBy: null, reason: "repair 1: fetch it" } });
    expect(askedNow(walk.task)).toEqual(["plan"]);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", plan: { approvedBy: "approved by mia" } });
  });

  test("whose repair names another agent than was approved is asked about", () => {
    const other = { reason: "another hand", replaces: ["right"], steps: [commandOf("mend", ["src"], { agent: "claude" })] };
    const walk = planned({ steps: { right: ["fail"] }, thoughts: { repair: [other] } });
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("awaiting_approval");
  });

  test("gets two repairs, then a person: accepting it completes the task as it is", () => {
    const walk = planned({ steps: { right: ["fail"], mend: ["fail"], "mend-r2": ["fail"] } });
    walk.decide("approve");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "evaluating", repairs: 2 });
    expect(askedNow(walk.task)).toEqual(["result"]);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", ending: { headline: "All done." } });
    expect(walk.journal.at(-1)).toBe("think summary");
    expect(walk.task.ending?.notDone.map((one) => one.what)).toContain("tell");
  });

  test("that nothing cures fails the task in `full`, and rejecting it fails it elsewhere", () => {
    const failing = { steps: { right: ["fail"], mend: ["fail"], "mend-r2": ["fail"] } } as const;
    expect(planned(failing, { autonomy: "full" }).task).toMatchObject({ stage: "failed", repairs: 2 });
    const walk = planned(failing);
    walk.decide("approve");
    walk.settle();
    walk.decide("reject", "no use");
    expect(walk.task).toMatchObject({ stage: "failed", ending: { headline: "Stopped: rejected by mia: no use." } });
  });

  test("that was transient is tried three times with growing pauses, then repaired", () => {
    const walk = planned({ steps: { right: ["flicker"] } });
    walk.decide("approve");
    const pauses: number[] = [];
    walk.settle();
    for (let step = walk.step("right"); step.status === "pending"; step = walk.step("right")) {
      pauses.push((step.notBefore ?? 0) - walk.task.movedAt);
      walk.sleep();
      walk.settle();
    }
    expect(pauses).toHaveLength(2);
    expect(pauses.every((ms) => ms <= 5_000)).toBe(true);
    expect(walk.journal.filter((line) => line.startsWith("run right"))).toEqual(["run right 1", "run right 2", "run right 3"]);
    expect(walk.task).toMatchObject({ stage: "completed", repairs: 1 });
  });
});

describe("a changed plan", () => {
  const revised = { reason: "tabs", brief: null, steps: [...plan.steps.slice(0, 3), draftOf("extra", { dependsOn: ["right"] })] };

  test("asked for at its approval is a new version, and the old approval is void", () => {
    const walk = planned({ thoughts: { revise: [revised] } });
    const first = walk.task.approvals[0]?.id;
    walk.decide("change", "use tabs");
    expect(walk.task.approvals[0]).toMatchObject({ status: "changes_requested", reason: "changes requested by mia: use tabs" });
    expect(walk.settle().task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, reason: "tabs" } });
    const late = walk.send({
      type: "decided",
      by: mia,
      approval: first ?? null,
      verb: "approve",
      text: null,
      receivedAt: walk.context.now,
    });
    expect(late).toEqual({ kind: "refused", reason: "This was about version 1 and is closed: changes requested by mia: use tabs." });
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("asked for during the run starts nothing new, lets running steps finish, and keeps their passes", () => {
    const walk = planned({ thoughts: { revise: [revised] } });
    walk.decide("approve");
    walk.finish("look");
    walk.decide("change", "also write an extra");
    expect(walk.task.stage).toBe("revising");
    expect(walk.journal).not.toContain("think revise");
    while (walk.task.stage === "revising") walk.finish();
    expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run look 1", "run left 1"]);
    expect(askedNow(walk.task)).toEqual(["plan"]);
    expect(walk.step("left").status).toBe("passed");
    walk.decide("approve");
    walk.settle();
    expect(walk.task.stage).toBe("completed");
    expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run look 1", "run left 1", "run right 1", "run extra 1"]);
  });

  test("is offered, not made, when free text sounds like one; only the requester's Yes makes it", () => {
    const change = { kind: "change", reply: null, instruction: "use tabs" } as const;
    const walk = planned({ thoughts: { revise: [revised], classify: [change] } });
    walk.say("hmm, tabs would be nicer");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 1 } });
    expect(walk.answer("Yes", sam).kind).toBe("refused");
    expect(walk.task.interview.questions.at(-1)).toMatchObject({ text: 'Revise the plan: "use tabs"?', answer: null });
    walk.answer("yes");
    expect(walk.settle().task.plan).toMatchObject({ version: 2, reason: "tabs" });
  });

  test("of a stranger is refused", () => {
    const walk = planned();
    walk.decide("approve");
    expect(walk.decide("change", "mine", sam)).toMatchObject({ kind: "refused" });
    expect(walk.decide("change", " ", mia)).toEqual({ kind: "refused", reason: "Say what to change: `change: <what>`." });
  });
});

describe("an approval", () => {
  test("counts people: a quorum of two needs two, and the same one twice is one", () => {
    const walk = planned({}, {}, { policy: policyWith({ quorum: 2, approvers: { execute: ["@ops"] } }) });
    walk.decide("approve", null, olga);
    walk.decide("approve", null, olga);
    expect(walk.task.stage).toBe("awaiting_approval");
    expect(walk.decide("approve", null, mia).kind).toBe("refused");
    walk.decide("approve", null, jon);
    expect(walk.task.stage).toBe("executing");
  });

  test("with four eyes refuses the requester, and takes the owner", () => {
    const walk = planned({}, {}, { policy: policyWith({ fourEyes: true }) });
    expect(walk.decide("approve")).toEqual({ kind: "refused", reason: "You asked for this one, and a second person has to approve it." });
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("rejected ends the task with the reason", () => {
    const walk = planned();
    walk.decide("reject", "not now");
    expect(walk.task).toMatchObject({ stage: "cancelled", ending: { headline: "Cancelled: rejected by mia: not now" } });
  });
});
