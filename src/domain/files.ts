import { isSettled, type Step } from "./step.ts";
import type { Best, Task } from "./task.ts";

/**
 * What a task's files are to be, as a snapshot; null: as they were prepared. What a step left that failed, was interrupted,
 * left out, or dropped by a later plan is in no file (product: 2.5); a failed task ends with its best attempt (product: 2.7).
 */
export function filesOf(task: Pick<Task, "stage" | "plan" | "best">): string | null {
  const better = betterBefore(task);
  return better ? better.snapshot : (lastWriter(task)?.result?.snapshot ?? null);
}

/** The attempt a failed task ends with, where that was an earlier one than its last. */
export function betterBefore({ stage, plan, best }: Pick<Task, "stage" | "plan" | "best">): Best | null {
  return stage === "failed" && best !== null && best.version !== plan?.version ? best : null;
}

/** The newest step whose work stands: it passed, or what it left is looked at, or to be mended or gone on with. */
export function lastWriter({ plan }: Pick<Task, "plan">): Step | undefined {
  return writersOf(plan?.steps ?? []).at(-1);
}

/** Steps in whose files is what one did that is not listed any more: all that kept something since. */
export function keptWithUnlisted(before: readonly Step[], listed: ReadonlySet<string>): ReadonlySet<string> {
  const writers = writersOf(before);
  const first = writers.findIndex(({ id }) => !listed.has(id));
  return new Set(first < 0 ? [] : writers.slice(first).map(({ id }) => id));
}

/** Steps whose work stands, the newest last: what each keeps are all the files, with what those before it did. */
function writersOf(steps: readonly Step[]): readonly Step[] {
  const standing = steps.filter((step) => step.result?.snapshot && (step.status === "passed" || !isSettled(step.status)));
  return standing.toSorted((a, b) => writtenAt(a) - writtenAt(b));
}

/** A step that is done again has no end, but what it left before keeps its time. */
function writtenAt({ result, endedAt }: Step): number {
  return result?.keptAt ?? endedAt ?? 0;
}
