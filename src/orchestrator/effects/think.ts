import { usedNothing } from "../../domain/budget.ts";
import type { TaskEvent } from "../../domain/event.ts";
import type { Json } from "../../domain/json.ts";
import type { Task, Thinking } from "../../domain/task.ts";
import { keyOf } from "../../domain/thinking.ts";
import type { Thought } from "../../domain/thought.ts";
import { recall, remember } from "../../store/traces.ts";
import type { Turn } from "../../store/transcript.ts";
import type { Engine } from "../engine.ts";
import { digestOf } from "../identity.ts";
import { recallTask } from "../memory.ts";
import { purseOf } from "../purse.ts";

/**
 * Has one thought about a task. An answer to exactly the same input is remembered: a crash between the answer and its
 * commit does not pay twice.
 */
export async function think(engine: Engine, thinking: Thinking, task: Task, signal: AbortSignal): Promise<TaskEvent> {
  const of = keyOf(thinking);
  const transcript = await recallTask(engine.db, task);
  const digest = digestOf(inputOf(thinking, task, transcript));
  const known = await recall(engine.db, task.id, digest);
  // A thought stays a thought through JSON and the gate: both keep its shape, and only `remember` below writes here.
  if (known !== null) return { type: "thought", of, thought: known.value as unknown as Thought, usage: known.usage, seen: task.heard };
  const judged = judgedOf(thinking, task);
  const before = judged === null ? null : await recall(engine.db, task.id, digestOf(judged));
  if (before !== null) return { type: "thought", of, thought: before.value as unknown as Thought, usage: usedNothing, seen: task.heard };
  const { result, usage } = await engine.thinker.think(thinking, task, transcript, { purse: purseOf(engine, task, of), signal });
  if (!result.ok) return { type: "unthought", of, purpose: thinking.purpose, fault: result.fault, usage };
  // Cleaned here, where it comes in: a model can say a NUL or a secret, and everything below keeps what it said.
  const value = engine.outbound.data<Json>(JSON.parse(JSON.stringify(result.value)));
  const digests = judged === null ? [digest] : [digest, digestOf(judged)];
  for (const one of digests) await remember(engine.db, task.id, { digest: one, purpose: thinking.purpose, value, usage, at: Date.now() });
  return { type: "thought", of, thought: value as unknown as Thought, usage, seen: task.heard };
}

/** Everything an answer depends on. Two tries of one question differ in their feedback or in when they were asked. */
function inputOf(thinking: Thinking, task: Task, transcript: readonly Turn[]): Json {
  const steps = (task.plan?.steps ?? []).map(({ id, status, attempt }) => ({ id, status, attempt }));
  const said = transcript.map(({ role, text }) => ({ role, text }));
  const { purpose, step, since, tries, feedback, instruction } = thinking;
  return { purpose, step, since, tries, feedback: [...feedback], instruction, said, steps, version: task.plan?.version ?? 0 };
}

/**
 * What a judgement is of, however often it is asked for: the same files with the same outcomes against the same brief are not
 * judged, nor paid for, twice (product: 2.7). Null where the files are not known.
 */
function judgedOf({ purpose, step: id }: Thinking, { brief, plan, verification }: Task): Json {
  const steps = (plan?.steps ?? []).filter((step) => id === null || step.id === id);
  const found = id === null ? verification : (steps[0]?.verification ?? null);
  if (purpose !== "judge" || brief === null || found === null || found.tree === "") return null;
  const outcomes = steps.map(({ id: step, status, result }) => ({ step, status, output: result?.output ?? null }));
  const checks = found.checks.map(({ name, state }) => ({ name, state }));
  return { purpose, step: id, brief: { ...brief, reason: null, generation: 0 }, tree: found.tree, checks, outcomes };
}
