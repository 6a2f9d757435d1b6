import { describe, expect, test } from "vitest";
import { wakeAt } from "../../src/domain/effect.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { accountOf } from "../../src/domain/principal.ts";
import type { Stage } from "../../src/domain/task.ts";
import { keyOf } from "../../src/domain/thinking.ts";
import { askedNow, endedWith, opened, planOf, postsOf, repliesOf, running, type Script, type Walk, walkFrom } from "./walk.ts";
import { briefOf, commandOf, draftOf, faultOf, jon, mia, olga, policy, policyWith, resultOf, sam, taskWith } from "./world.ts";

const network = { needs: { ...nothing, network: ["api.stripe.com"] } };
const hour = 3_600_000;

const way = {
  triage: [
    { clarity: { goal: 0, constraints: 0, success: 0 }, questions: [{ id: "q", text: "q?", choices: [], why: null }] },
    { clarity: { goal: 1, constraints: 1, success: 1 }, questions: [] },
  ],
  brief: [briefOf("c1")],
  plan: [planOf(commandOf("a", ["src"], { criteria: ["c1"] }))],
  repair: [{ reason: "r", replaces: [], steps: [commandOf("b", ["src"])] }],
} satisfies Script["thoughts"];

/** The same task stopped in each stage on its way. */
function walkTo(stage: Stage): Walk {
  const walk = opened(taskWith(), { thoughts: way, steps: { a: ["fail"] } });
  for (let turn = 0; walk.task.stage !== stage; turn += 1) {
    if (turn > 20) throw new Error(`never came to ${stage}`);
    if (walk.task.stage === "interviewing") walk.say("blue");
    else if (walk.task.stage === "awaiting_approval") walk.decide("approve");
    else walk.finish();
  }
  return walk;
}
const open = ["triage", "interviewing", "briefing", "planning", "awaiting_approval", "executing", "revising", "evaluating"] as const;

describe.each(open)("in %s", (stage) => {
  test("stop ends it at once, for those who may", () => {
    const walk = walkTo(stage);
    expect(walk.command("cancel", sam).kind).toBe("refused");
    walk.command("cancel");
    expect(walk.task).toMatchObject({ stage: "cancelled", ending: { headline: "Cancelled by mia." } });
    expect(postsOf(walk.records).at(-1)).toEqual({ kind: "result" });
  });

  test("a pause and its end are said where no card shows them, and only there", () => {
    const walk = walkTo(stage);
    walk.command("pause", sam);
    walk.command("resume", sam);
    const said = repliesOf(walk.records).filter((text) => /is (?:paused|resumed) by sam/.test(text));
    const isShown = walk.task.plan?.approvedBy != null;
    expect(said).toHaveLength(isShown ? 0 : 2);
  });

  test("a stop with a reason says it in the report", () => {
    const walk = walkTo(stage);
    walk.send({ type: "commanded", by: mia, command: "cancel", why: "it is the wrong branch" });
    expect(walk.task).toMatchObject({ stage: "cancelled", ending: { headline: "Cancelled by mia: it is the wrong branch" } });
  });

  test("that the message it began with is gone ends it, and is held against nobody: who took it away is not known", () => {
    const walk = walkTo(stage);
    expect(walk.send({ type: "commanded", by: sam, command: "cancel", byDeletion: true }).kind).toBe("refused");
    walk.send({ type: "commanded", by: mia, command: "cancel", byDeletion: true });
    expect(walk.task).toMatchObject({ stage: "cancelled", ending: { headline: expect.stringContaining("mia or a moderator") } });
    const told = { type: "audit", action: "cancelled", by: null, detail: { writtenBy: accountOf(mia) } };
    expect(walk.records).toContainEqual(told);
  });

  test("pause holds everything, anyone may; resume goes on to the end", () => {
    const walk = walkTo(stage);
    walk.command("pause", sam);
    expect(walk.task.stage).toBe(stage);
    expect(wakeAt(walk.task, walk.context.now)).toBeGreaterThan(walk.context.now);
    expect(walk.command("pause", jon)).toEqual({ kind: "refused", reason: "It is paused already." });
    expect(walk.command("resume", jon).kind).toBe("refused");
    walk.command("resume");
    expect(walk.command("resume")).toEqual({ kind: "refused", reason: "It is not paused." });
    for (let turn = 0; walk.task.stage !== "completed" && turn < 20; turn += 1) {
      if (walk.task.stage === "interviewing") walk.say("blue");
      if (askedNow(walk.task).length > 0) walk.decide("approve");
      walk.settle();
    }
    expect(walk.task.stage).toBe("completed");
  });

  test("a forgotten pause is reminded of once, then ends the task", () => {
    const walk = walkTo(stage);
    const patient = walkFrom(walk.task, {}, { policy: policyWith({ expiresMs: 999 * 24 * hour }) });
    patient.command("pause");
    if (["interviewing", "awaiting_approval"].includes(stage)) return;
    const since = patient.context.now;
    patient.sleep();
    expect(patient.context.now - since).toBeGreaterThanOrEqual(7 * 24 * hour);
    expect(repliesOf(patient.records).at(-1)).toContain("still paused");
    patient.sleep();
    expect(patient.task).toMatchObject({ stage: "cancelled", ending: { headline: "Cancelled: it stayed paused." } });
  });
});

describe("a pause", () => {
  test("interrupts what runs without charging a try, and a late result changes nothing", () => {
    const walk = running([commandOf("a", ["src"])]);
    walk.command("pause");
    expect(walk.step("a")).toMatchObject({ status: "pending", attempt: 1, faults: 0, reason: "interrupted" });
    walk.send(endedWith("a", 1, { kind: "passed", result: resultOf("late"), reason: null }));
    expect(walk.step("a").status).toBe("pending");
    walk.command("resume");
    walk.send(endedWith("a", 1, { kind: "passed", result: resultOf("later still"), reason: null }));
    walk.send({ type: "lost", step: "a", attempt: 1 });
    expect(walk.step("a")).toMatchObject({ status: "running", attempt: 2 });
  });

  test("is ended by who made it, whoever that is, or by who may stop the task", () => {
    const walk = running([commandOf("a", ["src"])]);
    for (const who of [sam, mia, olga]) {
      walk.command("pause", sam);
      expect(walk.command("resume", jon)).toMatchObject({ kind: "refused", reason: expect.stringContaining("Only who paused it") });
      walk.command("resume", who);
      expect(walk.task.pauses).toEqual([]);
    }
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("asks again about a step that may have had effects outside", () => {
    const walk = running([commandOf("a", [], network)]);
    walk.decide("approve", null, olga);
    expect(walk.step("a").status).toBe("running");
    walk.command("pause");
    expect(walk.step("a")).toMatchObject({ status: "awaiting_confirmation", allowedBy: null });
    expect(walk.task.approvals.at(-1)?.title).toContain("may have happened already");
  });

  test("wakes for its own end only, not for the retry of a step", () => {
    const walk = running([commandOf("a")], { steps: { a: ["flicker", "pass"] } });
    walk.finish("a");
    walk.command("pause");
    walk.pass(hour);
    expect(wakeAt(walk.task, walk.context.now)).toBeGreaterThan(walk.context.now);
  });
});

describe("an attempt its owner lost", () => {
  test.each([
    ["read", draftOf("a"), "running"],
    ["write", draftOf("a", { needs: { ...nothing, writes: ["src"] } }), "running"],
    ["execute", commandOf("a"), "running"],
    ["external", commandOf("a", [], network), "awaiting_confirmation"],
    ["destructive", commandOf("a", [], { needs: { ...nothing, hostPaths: ["/srv"] } }), "awaiting_confirmation"],
  ] as const)("of a %s step", (tier, step, expected) => {
    const walk = running([step]);
    if (askedNow(walk.task).includes("step")) walk.decide("approve", null, olga);
    expect(walk.step("a")).toMatchObject({ tier, status: "running", attempt: 1 });
    walk.send({ type: "lost", step: "a", attempt: 1 });
    expect(walk.step("a").status).toBe(expected);
    if (askedNow(walk.task).includes("step")) walk.decide("approve", null, olga);
    expect(walk.step("a")).toMatchObject({ status: "running", attempt: 2 });
  });
});

describe("a confirmation", () => {
  const steps = [
    draftOf("look"),
    commandOf("call", [], { ...network, dependsOn: ["look"] }),
    commandOf("after", [], { dependsOn: ["call"] }),
  ];

  test("is asked for each external step though the plan is approved, also in full", () => {
    for (const autonomy of ["guardrails", "full"] as const) {
      const walk = running(steps, {}, { autonomy });
      walk.settle();
      expect(walk.step("call").status).toBe("awaiting_confirmation");
      expect(walk.task.approvals.at(-1)).toMatchObject({ subject: { kind: "step", step: "call" }, tier: "external" });
      expect(walk.decide("approve").kind).toBe("refused");
      walk.decide("approve", null, olga);
      expect(walk.settle().task.stage).toBe("completed");
    }
  });

  test("refused skips the step and what depends on it, and the task goes on to its end", () => {
    const walk = running(steps).settle();
    walk.decide("reject", "not today", olga);
    expect(walk.step("call")).toMatchObject({ status: "skipped", reason: "rejected by olga: not today" });
    expect(walk.step("after").status).toBe("skipped");
    expect(walk.settle().task).toMatchObject({ stage: "completed", repairs: 0, evaluation: { verdict: "green" } });
    expect(walk.task.ending?.notDone.map((one) => one.what)).toEqual(["call", "after"]);
  });
});

describe("autonomy", () => {
  const steps = [draftOf("look"), commandOf("a", ["src"], { dependsOn: ["look"] })];
  const runs = (walk: Walk) => walk.journal.filter((line) => line.startsWith("run"));

  test("manual asks for the plan, every step above read and a green result", () => {
    const walk = running(steps, {}, { autonomy: "manual" });
    const asked: string[] = [];
    for (let turn = 0; walk.task.stage !== "completed" && turn < 9; turn += 1) {
      walk.settle();
      asked.push(...askedNow(walk.task));
      walk.decide("approve", null, olga);
    }
    expect(asked).toEqual(["step", "result"]);
    expect(walk.task.approvals.map((one) => one.subject.kind)).toEqual(["plan", "step", "result"]);
  });

  test("guardrails runs a plan that only reads unasked, and asks about every other", () => {
    expect(running([draftOf("look")]).task.approvals).toEqual([]);
    expect(running(steps).task.approvals.map((one) => one.subject.kind)).toEqual(["plan"]);
  });

  test("full asks nothing below external, and takes yellow", () => {
    const yellow = { criteria: [{ id: "c1", met: null, score: 0.7, evidence: "e" }], instructions: null };
    const thoughts = { brief: [briefOf("c1")], plan: [planOf(commandOf("a", ["src"], { criteria: ["c1"] }))], judge: [yellow] };
    const full = running([], { thoughts }, { autonomy: "full" }).settle();
    expect(full.task).toMatchObject({ stage: "completed", approvals: [], evaluation: { verdict: "yellow" } });
    const asked = running([], { thoughts }).settle();
    expect(askedNow(asked.task)).toEqual(["result"]);
    expect(runs(asked)).toEqual(["run a 1"]);
  });
});

describe("an ask step", () => {
  const ask = (id: string) => draftOf(id, { kind: "ask", input: { question: `${id}?`, choices: ["Tabs", "Spaces"] } });

  test("waits for its answer, which is its output; nothing is in flight meanwhile", () => {
    const walk = running([ask("which"), commandOf("a", [], { dependsOn: ["which"] })]).settle();
    expect(walk.step("which").status).toBe("running");
    expect(walk.journal.some((line) => line.startsWith("run"))).toBe(false);
    walk.say("2");
    expect(walk.step("which")).toMatchObject({ status: "passed", result: { output: "Spaces" } });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("beside another gets its own answer: one text never answers two steps", () => {
    const walk = running([ask("one"), ask("two"), commandOf("a", [], { dependsOn: ["one", "two"] })]).settle();
    walk.say("first");
    expect([walk.step("one").result?.output, walk.step("two").status]).toEqual(["first", "running"]);
    walk.say("second");
    expect(walk.step("two").result?.output).toBe("second");
  });

  test("is ended by its answer alone", () => {
    const walk = running([ask("which")]).settle();
    walk.send(endedWith("which", 1, { kind: "passed", result: resultOf("made up"), reason: null }));
    walk.send({ type: "lost", step: "which", attempt: 1 });
    expect(walk.step("which")).toMatchObject({ status: "running", attempt: 1 });
    expect(walk.task.interview.questions).toHaveLength(1);
  });
});

describe("a limit", () => {
  const paid = { promptTokens: 60, completionTokens: 40, costMicros: 0 };
  const limited = (): Walk => {
    const walk = running(
      [commandOf("a", ["src"]), commandOf("b", [], { dependsOn: ["a"] })],
      {},
      { limits: { ...taskWith().limits, tokens: 100 } },
    );
    walk.send(endedWith("a", 1, { kind: "passed", result: resultOf("done"), reason: null }, { usage: paid }));
    return walk;
  };

  test("used up pauses and asks, and keeps what is done", () => {
    const walk = limited();
    expect(walk.task).toMatchObject({ stage: "executing", pauses: [{ reason: "limit" }] });
    expect(walk.step("a").status).toBe("verifying");
    expect(walk.task.approvals.at(-1)?.title).toBe(
      "This task's token limit (100 tokens) is used up. 0 of 2 steps are done and kept. Approve to add 100 tokens.",
    );
    expect(walk.command("resume").kind).toBe("refused");
  });

  test("raised goes on", () => {
    const walk = limited();
    walk.decide("approve");
    expect(walk.task.limits.tokens).toBe(200);
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("not raised ends it; a change is neither", () => {
    const walk = limited();
    expect(walk.decide("change", "use less").kind).toBe("refused");
    expect(walk.task.limits.tokens).toBe(100);
    walk.decide("reject", "too dear");
    expect(walk.task).toMatchObject({ stage: "cancelled", ending: { headline: "Cancelled: rejected by mia: too dear" } });
  });

  test("of time counts only what is in flight: waiting for people is free", () => {
    const walk = opened(taskWith({ limits: { ...taskWith().limits, activeMs: hour } }), {
      thoughts: { brief: [briefOf()], plan: [planOf(commandOf("a"))] },
    }).settle();
    walk.pass(48 * hour);
    walk.decide("approve");
    expect(walk.task).toMatchObject({ stage: "executing", pauses: [] });
    walk.pass(hour);
    walk.send({ type: "due" });
    expect(walk.task.pauses).toMatchObject([{ reason: "limit" }]);
    expect(walk.step("a").status).toBe("pending");
  });
});

describe("a model that does not answer", () => {
  const script = {
    thoughts: { brief: [{ fault: faultOf("model_unavailable", "The model is away.") }, briefOf()], plan: [planOf(draftOf("a"))] },
  };

  test("keeps the task and asks; approving tries again", () => {
    const walk = opened(taskWith(), script).settle();
    expect(walk.task).toMatchObject({ stage: "briefing", approvals: [{ title: "The model is away.", subject: { kind: "fault" } }] });
    walk.say("hello?");
    expect(repliesOf(walk.records).at(-1)).toContain("Say `approve` to try again");
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("ends the task when that is rejected", () => {
    const walk = opened(taskWith(), script).settle();
    walk.decide("reject");
    expect(walk.task).toMatchObject({ stage: "failed", ending: { headline: "Stopped: The model is away." } });
  });

  test("is passed over by `proceed`: nobody is asked about the triage any more", () => {
    const walk = opened(taskWith(), {
      thoughts: { ...script.thoughts, triage: [{ fault: faultOf("model_unavailable") }], brief: [briefOf()] },
    });
    walk.settle();
    expect(askedNow(walk.task)).toEqual(["fault"]);
    walk.command("proceed");
    expect(walk.task).toMatchObject({ stage: "briefing", approvals: [{ status: "void", reason: "went on without it" }] });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("hears what is added", () => {
    const walk = opened(taskWith(), script).settle();
    walk.decide("change", "be brief");
    expect(walk.task.thinking).toMatchObject({ purpose: "brief", instruction: "be brief" });
  });

  test("for the summary only costs the summary", () => {
    const walk = running([draftOf("a")], { thoughts: { summary: [{ fault: faultOf("model_refused") }] } }).settle();
    expect(walk.task).toMatchObject({ stage: "completed", ending: { headline: "Done: 1 steps passed.", done: ["a: a done"] } });
  });

  test("readably about the result is never green", () => {
    const thoughts = {
      brief: [briefOf("c1")],
      plan: [planOf(draftOf("a", { criteria: ["c1"] }))],
      judge: [{ fault: faultOf("model_unreadable") }],
    };
    expect(running([], { thoughts }).settle().task).toMatchObject({ stage: "evaluating", evaluation: { verdict: "yellow" } });
  });
});

describe("an answer nobody waits for", () => {
  const done = { purpose: "summary", value: { headline: "Trust me, done.", done: [], not_done: [], next: [] } } as const;
  const usage = { promptTokens: 1, completionTokens: 1, costMicros: 1 };

  test("is paid for and ignored: a late summary completes nothing that waits for a person", () => {
    const yellow = { criteria: [{ id: "c1", met: null, score: 0.7, evidence: "e" }], instructions: null };
    const walk = running([], {
      thoughts: { brief: [briefOf("c1")], plan: [planOf(draftOf("a", { criteria: ["c1"] }))], judge: [yellow] },
    }).settle();
    walk.send({ type: "thought", of: "think:summary:0:0:0", thought: done, usage, seen: walk.task.heard });
    walk.send({ type: "unthought", of: "think:summary:0:0:0", purpose: "summary", fault: faultOf("internal"), usage });
    expect(walk.task).toMatchObject({ stage: "evaluating", spend: { tokens: 4 } });
  });

  test("that did not hear the last words is asked again, three times at most", () => {
    const walk = opened(taskWith(), { thoughts: { brief: [briefOf()], plan: [planOf(draftOf("a"))] } });
    walk.finish("triage");
    walk.say("and make it blue");
    const deaf = () => {
      const of = walk.task.thinking ? keyOf(walk.task.thinking) : "";
      walk.send({ type: "thought", of, thought: { purpose: "brief", value: briefOf("c1") }, usage, seen: 0 });
    };
    for (const stale of [1, 2, 3]) {
      deaf();
      expect(walk.task).toMatchObject({ stage: "briefing", thinking: { stale } });
      walk.sleep();
    }
    deaf();
    expect(walk.task.stage).toBe("planning");
  });
});

describe("silence", () => {
  const script = { thoughts: { brief: [briefOf()], plan: [planOf(commandOf("a"))] } };
  test.each([
    ["abort", 0],
    ["remind", 2],
  ] as const)("at an approval under `%s` is reminded of %i times, then ends the task", (onExpiry, reminders) => {
    const walk = opened(taskWith(), script, { policy: policyWith({ onExpiry }) }).settle();
    const before = walk.records.length;
    for (let turn = 0; turn < reminders; turn += 1) walk.sleep();
    const text = "Still waiting for a decision: Mend the login · plan v1";
    // The approval keeps its one message: a reminder is a reply to who asked, which notifies.
    expect(postsOf(walk.records.slice(before))).toEqual(Array(reminders).fill({ kind: "reply", text, to: mia }));
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", approvals: [{ status: "open", reminders }] });
    walk.sleep();
    expect(walk.task).toMatchObject({
      stage: "cancelled",
      approvals: [{ status: "expired", reason: "expired: nobody decided in time" }],
      ending: { headline: "Cancelled: nobody answered in time." },
    });
  });

  test("before the deadline changes nothing", () => {
    const walk = opened(taskWith(), script).settle();
    walk.pass(71 * hour);
    walk.send({ type: "due" });
    expect(walk.task.approvals).toMatchObject([{ status: "open", reminders: 0 }]);
  });
});

describe("a light request", () => {
  test("is one research step without brief, approval or judge, and its answer is the report", () => {
    const answer = { kind: "passed", result: resultOf("42"), reason: null } as const;
    const walk = opened(taskWith({ light: true }), { steps: { answer: [answer] } }).settle();
    expect(walk.journal).toEqual(["run answer 1"]);
    expect(walk.task).toMatchObject({ stage: "completed", approvals: [], brief: null, ending: { headline: "42" } });
  });

  test("that fails says so", () => {
    const walk = opened(taskWith({ light: true }), { steps: { answer: ["fail"] } }).settle();
    expect(walk.task).toMatchObject({ stage: "failed", repairs: 0, ending: { headline: 'Failed: "Answer" failed: answer exit 1.' } });
  });

  test("that is changed into work is asked about like any other", () => {
    const revise = { reason: "write it", brief: null, steps: [commandOf("a", ["src"])] };
    const walk = opened(taskWith({ light: true }), { thoughts: { revise: [revise] } });
    walk.decide("change", "and write it into the readme");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, approvedBy: null } });
  });
});

describe("a procedure", () => {
  const procedure = { name: "run-tests", digest: "d", pinned: true, headline: "unit", parameters: {} };
  const clear = (...ids: readonly string[]) => {
    const score = ids.length === 0 ? 1 : 0;
    return {
      clarity: { goal: score, constraints: score, success: score },
      questions: ids.map((id) => ({ id, text: id, choices: [], why: null })),
    };
  };
  const tests = planOf(draftOf("unit", { kind: "test", input: { argv: ["npm", "test"] }, criteria: ["c1"] }));

  test("runs end to end without a model and without a question, and is judged by its steps", () => {
    const thoughts = { triage: [clear()], brief: [briefOf("c1")], plan: [tests] };
    const walk = opened(taskWith({ procedure }), { thoughts }, { hasModel: false }).settle();
    expect(walk.journal).toEqual(["think triage", "think brief", "think plan", "run unit 1"]);
    expect(walk.task).toMatchObject({ stage: "completed", evaluation: { verdict: "green" }, ending: { headline: "unit done" } });
  });

  test("asks for each missing parameter, one by one", () => {
    const walk = opened(taskWith({ procedure }), {
      thoughts: { triage: [clear("host", "port"), clear()], brief: [briefOf()], plan: [tests] },
    }).settle();
    walk.say("example.com");
    expect(walk.task.interview.questions.map((one) => one.answer)).toEqual(["example.com", null]);
    walk.say("443");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("cannot guess a parameter: `proceed` is refused, and three rounds without it end the task", () => {
    const walk = opened(taskWith({ procedure }), { thoughts: { triage: [clear("host")] } }).settle();
    expect(walk.command("proceed")).toMatchObject({ kind: "refused" });
    for (let round = 0; round < 3; round += 1) {
      walk.say("no such host");
      walk.settle();
    }
    expect(walk.task).toMatchObject({
      stage: "failed",
      brief: null,
      ending: { headline: "Stopped: host still missing after 3 rounds of questions." },
    });
  });

  test("whose step fails ends with its report, unrepaired", () => {
    const thoughts = { triage: [clear()], brief: [briefOf("c1")], plan: [tests] };
    const walk = opened(taskWith({ procedure }), { thoughts, steps: { unit: ["fail"] } }).settle();
    expect(walk.task).toMatchObject({ stage: "failed", repairs: 0 });
  });
});

describe("a step's words", () => {
  const tell = draftOf("tell", { kind: "notify", input: { to: "requester", text: "hello" } });
  const ended = (kind: "passed" | "failed") => endedWith("tell", 1, { kind, result: resultOf("told"), reason: null }, { told: ["hello"] });

  test("reach the conversation once, when the attempt passed", () => {
    const walk = running([tell]);
    walk.send(ended("passed"));
    walk.send(ended("passed"));
    expect(repliesOf(walk.records)).toEqual(["hello"]);
  });

  test("of a failed attempt are not said", () => {
    const walk = running([tell]);
    walk.send(ended("failed"));
    expect(repliesOf(walk.records)).toEqual([]);
  });
});

describe("a repair", () => {
  const steps = [commandOf("a"), commandOf("b", [], { dependsOn: ["a"] })];
  const repair = (...drafts: readonly StepDraft[]) => ({ reason: "r", replaces: ["a"], steps: drafts });

  test("that waits for what waits for it is refused with the circle named", () => {
    const walk = running(steps, {
      steps: { a: ["fail"] },
      thoughts: { repair: [repair(commandOf("x", [], { dependsOn: ["b"] })), repair(commandOf("x"))] },
    });
    walk.finish("a");
    walk.finish("repair");
    expect(walk.task.thinking?.feedback.join()).toContain("wait for each other in a circle");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("of more than six steps is refused", () => {
    const many = ["c", "d", "e", "f", "g", "h", "i"].map((id) => commandOf(id));
    const walk = running(steps, { steps: { a: ["fail"] }, thoughts: { repair: [repair(...many), repair(...many.slice(1))] } });
    walk.finish("a");
    walk.finish("repair");
    expect(walk.task.thinking?.feedback).toEqual(["a repair has 1 to 6 steps, not 7."]);
    expect(walk.settle().task).toMatchObject({ stage: "completed", repairs: 1 });
  });

  test("may use the name of what it replaces, and its own steps keep their order", () => {
    const again = repair(commandOf("a"), draftOf("look", { dependsOn: ["a"] }));
    const walk = running(steps, { steps: { a: ["fail"] }, thoughts: { repair: [again] } }).settle();
    expect(walk.step("look").dependsOn).toEqual(["a-r1"]);
    expect(walk.step("b").dependsOn).toEqual(["look"]);
    expect(walk.task.stage).toBe("completed");
  });
});

test("a question of the model's own called `revise` is an ordinary question", () => {
  const asks = {
    clarity: { goal: 0, constraints: 0, success: 0 },
    questions: [{ id: "revise", text: "Revise it?", choices: ["Yes", "No"], why: null }],
  };
  const walk = opened(taskWith(), { thoughts: { triage: [asks, asks], brief: [briefOf()], plan: [planOf(draftOf("a"))] } }).settle();
  expect(walk.answer("Yes", mia).kind).toBe("moved");
});

test("at most so many steps run at once, and a writer runs alone", () => {
  const steps = ["a", "b", "c"].map((id) => draftOf(id));
  const walk = running(
    [...steps, commandOf("w", ["src"], { dependsOn: ["a"] }), draftOf("z", { dependsOn: ["a"] })],
    {},
    {},
    { policy: { ...policy, parallelSteps: 2 } },
  );
  const now = () => walk.task.plan?.steps.filter((step) => step.status === "running").map((step) => step.id);
  expect(now()).toEqual(["a", "b"]);
  walk.finish("a");
  expect(now()).toEqual(["b", "c"]);
  walk.finish("b");
  expect(now()).toEqual(["c", "z"]);
  walk.finish("c");
  walk.finish("z");
  expect(now()).toEqual(["w"]);
});
