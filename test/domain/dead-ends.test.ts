import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Context } from "../../src/domain/context.ts";
import { effectsOf, wakeAt } from "../../src/domain/effect.ts";
import type { TaskEvent } from "../../src/domain/event.ts";
import type { Policy } from "../../src/domain/policy.ts";
import type { Directory } from "../../src/domain/principal.ts";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { transition } from "../../src/domain/transition.ts";
import { anyEvent, type Dice, diceOf, kindEvent, laterOf, silentEvent } from "./adversary.ts";
import { broken, type Memory } from "./invariants.ts";
import { openedBlank } from "./walk.ts";
import { agentWith, contextWith, policyWith, taskWith, unlimited, withPaid } from "./world.ts";

/** The longest way to an end that is accepted, in events. */
const bound = 400;

type World = { readonly task: Task; readonly policy: Policy; readonly hasModel: boolean };

const world: fc.Arbitrary<World> = fc
  .record({
    autonomy: fc.constantFrom("manual", "guardrails", "full"),
    kind: fc.constantFrom("free", "free", "free", "light", "procedure"),
    hasModel: fc.constantFrom(true, true, true, false),
    quorum: fc.constantFrom(1, 1, 2),
    fourEyes: fc.boolean(),
    onExpiry: fc.constantFrom("abort", "remind", "defer"),
    tokens: fc.constantFrom(null, null, 200),
    activeMs: fc.constantFrom(null, null, 60_000),
    parallelSteps: fc.constantFrom(1, 4),
  } as const)
  .map(({ autonomy, kind, hasModel, quorum, fourEyes, onExpiry, tokens, activeMs, parallelSteps }) => {
    const approvers = { read: ["@ops"], write: ["@ops"], execute: ["@ops"], external: ["@ops"], destructive: ["@ops"] };
    const procedure = kind === "procedure" ? { name: "run-tests", digest: "d1", pinned: true, headline: "a", parameters: {} } : null;
    const limits = { ...unlimited, tokens, activeMs };
    return {
      task: taskWith({ autonomy, light: kind === "light", procedure, limits }),
      policy: policyWith({ quorum, fourEyes, onExpiry, approvers }, { parallelSteps }),
      hasModel,
    };
  });

/** Jon is in the group every other hour, and is the owner's other account every other day; who was is remembered. */
function directoryAt(now: number): Directory {
  const hour = Math.floor(now / 3_600_000);
  return {
    groups: hour % 2 === 0 ? {} : { "slack:U3": [] },
    people: Math.floor(hour / 24) % 2 === 0 ? {} : { "slack:U2": "prs_1", "slack:U3": "prs_1" },
    parted: hour < 48 ? [] : [["slack:U3", "slack:U2"]],
  };
}

const agents = [agentWith("codex", { fallback: ["claude"] }), agentWith("claude")];

const numbers = fc.array(fc.nat({ max: 999 }), { minLength: 30, maxLength: 250 });

/** Moves a task and keeps watch: throws with the whole story when something that must always hold does not. */
function watcher(start: Task, context: Context) {
  const memory: Memory = { attempts: new Map() };
  const history: TaskEvent[] = [];
  const stages: string[] = [start.stage];
  let task = start;
  let now = context.now;
  return {
    get task() {
      return task;
    },
    get context() {
      return { ...context, now };
    },
    history,
    stages,
    send: (event: TaskEvent, at: number) => {
      now = at;
      const before = withPaid(task, event);
      const outcome = transition(before, event, { ...context, now, directory: directoryAt(now) });
      history.push(event);
      const wrong = broken({ before, event, outcome, context: { ...context, now } }, memory);
      if (wrong.length > 0) throw new Error(`${wrong.join("; ")}\n${story(history)}`);
      if (outcome.kind === "moved") task = outcome.task;
      stages.push(task.stage);
    },
  };
}
type Watcher = ReturnType<typeof watcher>;

function story(history: readonly TaskEvent[]): string {
  return history.map((event) => JSON.stringify(event)).join("\n");
}

/** A random reachable state: the task after some of everything that could happen. */
function wander({ task, policy, hasModel }: World, dice: Dice, events: number): Watcher {
  const watch = watcher(task, contextWith({ policy, hasModel, agents }));
  watch.send(openedBlank, watch.context.now);
  for (let count = 0; count < events; count += 1) {
    watch.send(anyEvent(watch.task, watch.context, watch.history, dice), laterOf(watch.task, watch.context.now, dice));
  }
  return watch;
}

describe("whatever arrives in whatever order", () => {
  test("nothing throws, ends stay ends, passes stay passes, and nobody waits for nothing", () => {
    fc.assert(
      fc.property(world, numbers, fc.integer({ min: 5, max: 60 }), (start, rolls, events) => {
        wander(start, diceOf(rolls), events);
      }),
      { numRuns: 3_000 },
    );
  });

  test("walks reach every stage, or the claims above would be empty", () => {
    const seen = new Set<string>();
    const rolls = fc.sample(numbers, { numRuns: 300, seed: 7 });
    fc.sample(world, { numRuns: 300, seed: 7 }).forEach((start, index) => {
      for (const stage of wander(start, diceOf(rolls[index] ?? []), 40).stages) seen.add(stage);
    });
    expect([...seen].sort()).toEqual(
      [
        ...["awaiting_approval", "briefing", "cancelled", "completed", "evaluating", "executing"],
        ...["failed", "interviewing", "planning", "revising", "triage"],
      ].sort(),
    );
  });
});

describe("no dead end", () => {
  test("when people stay silent and nothing works, timers alone end every task", () => {
    fc.assert(
      fc.property(world, numbers, fc.nat({ max: 40 }), (start, rolls, events) => {
        const dice = diceOf(rolls);
        runToEnd(wander(start, dice, events), (task) => silentEvent(task, dice));
      }),
      { numRuns: 2_000 },
    );
  });

  test("when people cooperate and everything works, every task completes", () => {
    fc.assert(
      fc.property(world, numbers, fc.nat({ max: 40 }), (start, rolls, events) => {
        const watch = wander(start, diceOf(rolls), events);
        // What ran out while nobody cooperated has run out.
        watch.send({ type: "due" }, watch.context.now);
        const lost = isEnded(watch.task.stage) || isPastCure(watch.task);
        runToEnd(watch, (task) => kindEvent(task, watch.context));
        const { stage, ending } = watch.task;
        if (!lost && stage !== "completed") throw new Error(`${stage}: ${ending?.headline}\n${story(watch.history)}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Sends what `next` says until the task has ended; waits for its timer where there is nothing but time to pass. */
function runToEnd(watch: Watcher, next: (task: Task) => TaskEvent): void {
  for (let count = 0; !isEnded(watch.task.stage); count += 1) {
    if (count > bound) throw new Error(`still ${watch.task.stage} after ${bound} events\n${story(watch.history)}`);
    const event = next(watch.task);
    const { now } = watch.context;
    const waits = event.type === "due" && effectsOf(watch.task).length === 0;
    watch.send(event, Math.max(now + 1, waits ? (wakeAt(watch.task, now) ?? now) : now));
  }
}

/** `full`, light and recited tasks fail by rule once a step failed for good (product: 2.7); no good will undoes that. */
function isPastCure(task: Task): boolean {
  const failed = task.plan?.steps.some((step) => step.status === "failed" || step.status === "skipped") ?? false;
  return failed && (task.autonomy === "full" || task.light || task.procedure !== null);
}
