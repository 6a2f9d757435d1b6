import type { Pause, Task } from "./task.ts";

/** Why a task rests although nobody paused it: it was put aside because nobody answered (product: `defer`). */
export function deferralOf({ pauses }: Pick<Task, "pauses">): Pause | undefined {
  return pauses.find((pause) => pause.reason === "deferred");
}

/** Somebody answered or resumed it: what was put aside goes on. */
export function takeUp(task: Task): Task {
  return deferralOf(task) ? { ...task, pauses: task.pauses.filter((pause) => pause.reason !== "deferred") } : task;
}

/** The day of a moment, as people write it. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
