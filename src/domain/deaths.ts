import { usedNothing } from "./budget.ts";
import { effectsOf } from "./effect.ts";
import type { TaskEvent } from "./event.ts";
import { audit, moved, type Outcome } from "./record.ts";
import type { Task } from "./task.ts";

/** Owners in a row that may die over one thing before that is taken for what kills them; trying for ever would help nobody. */
export const mostDeaths = 3;

type Died = Extract<TaskEvent, { type: "died" }>;

/** An owner died over a thought or a check: it is had again by the next one, and counted. */
export function countDeath(task: Task, { of }: Died): Outcome {
  return moved({ ...task, deaths: { ...task.deaths, [of]: (task.deaths[of] ?? 0) + 1 } }, audit("effect.lost", null, { effect: of }));
}

/**
 * What the death of an owner comes to: after the last one a thought was not had, or the checks could not be run, so that a
 * person is asked or the task goes on without it, as after any fault. Steps count their own (`loseAttempt`).
 */
export function lastDeath(task: Task, event: TaskEvent): TaskEvent {
  if (event.type !== "died" || (task.deaths[event.of] ?? 0) + 1 < mostDeaths) return event;
  const effect = effectsOf(task).find(({ key }) => key === event.of);
  const message = `whoever worked on it died ${mostDeaths} times in a row`;
  if (effect?.kind === "verify") return { type: "verified", of: event.of, found: null, fault: message, usage: usedNothing };
  if (effect?.kind !== "think") return event;
  const { purpose } = effect.thinking;
  const fault = { code: "internal", message: `I could not think about it (${purpose}): ${message}.`, transient: false } as const;
  return { type: "unthought", of: event.of, purpose, fault, usage: usedNothing };
}

/** Deaths are counted in a row: of what came to its end, or is not wanted now, nothing is remembered. */
export function forgetDeaths(task: Task): Task {
  const counted = Object.entries(task.deaths);
  if (counted.length === 0) return task;
  const wanted = new Set(effectsOf({ ...task, pauses: [] }).map(({ key }) => key));
  const left = counted.filter(([key]) => wanted.has(key));
  return left.length === counted.length ? task : { ...task, deaths: Object.fromEntries(left) };
}
