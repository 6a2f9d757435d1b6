import { describe, expect, test } from "vitest";
import { spentNothing, usedNothing } from "../../src/domain/budget.ts";
import { effectsOf } from "../../src/domain/effect.ts";
import type { TaskEvent } from "../../src/domain/event.ts";
import { openApproval } from "../../src/domain/opening.ts";
import { type Stage, stages, type Task, type Thinking } from "../../src/domain/task.ts";
import { table, transition } from "../../src/domain/transition.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { endedWith, openedBlank, verifiedWith } from "./walk.ts";
import { briefOf, commandOf, contextWith, draftOf, faultOf, mia, policy, resultOf, sam, stepWith, taskWith, unlimited } from "./world.ts";

const context = contextWith();
const thought = { of: "think:none", usage: usedNothing, seen: 0 } as const;
const verdict = { purpose: "judge", value: { criteria: [], instructions: null } } as const;
const fault = faultOf("internal");
const usage = usedNothing;

/** At least one event of every type, and every purpose of a thought. */
const events: readonly TaskEvent[] = [
  openedBlank,
  { ...openedBlank, fault },
  { type: "said", by: mia, text: "hello", receivedAt: 0 },
  { type: "answered", by: mia, question: null, text: "blue", receivedAt: 0 },
  ...(["approve", "reject", "change"] as const).map(
    (verb) => ({ type: "decided", by: mia, approval: null, verb, text: "x", receivedAt: 0 }) as const,
  ),
  ...(["cancel", "pause", "resume", "proceed"] as const).map((command) => ({ type: "commanded", by: mia, command }) as const),
  {
    type: "thought",
    ...thought,
    thought: { purpose: "triage", value: { clarity: { goal: 1, constraints: 1, success: 1 }, questions: [] } },
  },
  { type: "thought", ...thought, thought: { purpose: "classify", value: { kind: "change", reply: null, instruction: "x" } } },
  { type: "thought", ...thought, thought: { purpose: "brief", value: briefOf("c1") } },
  { type: "thought", ...thought, thought: { purpose: "plan", value: { reason: "r", base: null, steps: [draftOf("a")] } } },
  { type: "thought", ...thought, thought: { purpose: "repair", value: { reason: "r", steps: [draftOf("a")], replaces: [] } } },
  { type: "thought", ...thought, thought: { purpose: "revise", value: { reason: "r", brief: null, steps: [commandOf("a")] } } },
  { type: "thought", ...thought, thought: verdict },
  { type: "thought", ...thought, thought: { purpose: "summary", value: { headline: "h", done: [], not_done: [], next: [] } } },
  ...(["triage", "classify", "brief", "plan", "repair", "revise", "judge", "summary"] as const).map(
    (purpose) => ({ type: "unthought", of: "think:none", purpose, fault, usage }) as const,
  ),
  endedWith("run", 1, { kind: "passed", result: resultOf("done"), reason: null }),
  endedWith("none", 1, { kind: "broken", reason: "gone", transient: true }),
  { type: "withdrew", by: mia, approval: "apr_1", verb: "approve", receivedAt: 0 },
  { type: "handed", by: mia, to: sam },
  { type: "edited", by: mia, edit: { kind: "skip", step: "run" } },
  verifiedWith("verify:task"),
  verifiedWith("verify:task", { fault: "gone" }),
  { type: "lost", step: "run", attempt: 1 },
  { type: "moved", step: "run", attempt: 1, base: "abc" },
  { type: "died", of: "think" },
  { type: "used", month: null },
  { type: "due" },
];

/** The event as an answer to what the task thinks about now, where it thinks at all. */
function aimed(event: TaskEvent, task: Task): TaskEvent {
  if (event.type !== "thought" && event.type !== "unthought") return event;
  const purpose = event.type === "thought" ? event.thought.purpose : event.purpose;
  const asked = effectsOf(task).filter((effect) => effect.kind === "think");
  const effect = asked.find((one) => one.thinking.purpose === purpose) ?? asked[0];
  return effect ? { ...event, of: effect.key } : event;
}

/** Tasks as bare and as full as a stage can have them. */
function tasksIn(stage: Stage): readonly Task[] {
  const bare = taskWith({ stage });
  const plan = nextPlan(bare, [stepWith("run", { status: "running", attempt: 1 }), stepWith("done", { status: "passed" })], "r", context);
  const full = { ...bare, brief: { ...briefOf("c1"), generation: 1, reason: null }, plan };
  const idle = { ...full, plan: { ...plan, steps: plan.steps.slice(1) } };
  const purposes: readonly Thinking["purpose"][] = ["triage", "brief", "plan", "repair", "revise", "judge", "summary"];
  const thinking = purposes.flatMap((purpose) =>
    [full, idle].map((one) => ({
      ...one,
      thinking: {
        purpose,
        since: 0,
        tries: 0,
        feedback: [],
        instruction: null,
        stale: 0,
        heardAt: null,
        notBefore: null,
        step: null,
        own: false,
      },
    })),
  );
  const told = { ...full, sayings: [{ by: mia, text: "lgtm", at: 0 }] };
  const asked = (["plan", "result", "fault"] as const).map((kind) => openApproval(full, { kind }, "t", "read", context).task);
  return [bare, full, told, ...thinking, ...asked];
}

test("before there is an owner nothing anybody says moves a task, in any stage; what effects come back with does", () => {
  const unowned = contextWith({ policy: { ...policy, owner: null } });
  for (const stage of stages) {
    for (const event of events.filter((one) => "by" in one)) {
      const outcome = transition(taskWith({ stage }), event, unowned);
      expect(outcome).toEqual({ kind: "refused", reason: expect.stringContaining("no owner yet") });
    }
    expect(transition(taskWith({ stage }), { type: "used", month: null }, unowned).kind).toBe("moved");
  }
});

describe.each(stages)("in %s", (stage) => {
  test.each(events.map((event) => [event.type, event] as const))("%s is answered without throwing", (_type, event) => {
    for (const task of tasksIn(stage)) {
      const outcome = transition(task, aimed(event, task), context);
      if (outcome.kind === "refused") expect(outcome.reason).toMatch(/\S.*[.?]$/);
      else expect(stages).toContain(outcome.task.stage);
    }
  });

  test("every cell of the table answers by itself", () => {
    for (const task of tasksIn(stage)) {
      expect(table[stage].enter(task, context).kind).toBe("moved");
      expect(table[stage].settle(task, context).kind).toBe("moved");
    }
    expect(Object.keys(table[stage].on).sort()).toEqual([...new Set(events.map((event) => event.type))].sort());
  });

  test("results of effects are never refused", () => {
    const results = events.filter((event) => ["thought", "unthought", "ended", "lost", "died", "used", "due"].includes(event.type));
    for (const task of tasksIn(stage)) {
      for (const event of results) expect(transition(task, aimed(event, task), context).kind).toBe("moved");
    }
  });
});

describe.each(["completed", "failed", "cancelled"] as const)("a task that is %s", (stage) => {
  test("stays so, and refuses what people ask with the way on", () => {
    const task = taskWith({ stage });
    for (const event of events) {
      const outcome = transition(task, event, context);
      if (outcome.kind === "moved") expect(outcome.task.stage).toBe(stage);
      else expect(outcome.reason).toBe(`Task #1 is ${stage}. Ask again to start a new one from it.`);
    }
  });

  test("keeps what was paid for late results, and says nothing of it", () => {
    const task = taskWith({ stage, limits: { ...unlimited, tokens: 10 }, spend: { ...spentNothing, tokens: 15, costMicros: 300 } });
    const outcome = transition(task, { ...thought, type: "thought", thought: verdict, usage }, context);
    expect(outcome).toMatchObject({ task: { stage, spend: { tokens: 15, costMicros: 300 } }, records: [] });
  });
});

test("a refusal is an answer, not a move: nothing of the task changes", () => {
  expect(transition(taskWith({ stage: "executing" }), { type: "commanded", by: sam, command: "cancel" }, context)).toEqual({
    kind: "refused",
    reason: "Only the requester, an approver or the owner can stop this task.",
  });
});
