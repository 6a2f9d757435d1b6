import type { CheckOutcome } from "../domain/verification.ts";
import { killedWords } from "../sandbox/sandbox.ts";
import type { Run } from "./run.ts";

/** What a check says of a change. */
export type Comparison = { readonly state: CheckOutcome["state"]; readonly evidence: string; readonly newlyFailing: readonly string[] };

/** Names in one line of evidence; the others are counted. */
const shown = 5;

export function isPassed({ exitCode }: Run): boolean {
  return exitCode === 0;
}

/** The program is missing here, or may not be run: that says something of the machine, not of the work. */
export function isUnstartable({ exitCode }: Run): boolean {
  return exitCode === 126 || exitCode === 127;
}

/**
 * Already red is reported, newly red is blamed (product: 2.7). By the names of what fails where both runs tell them, else by
 * how many fail, else by how the runs ended. `before` is the same check at the base; null where it passed there or never was.
 */
export function compare(now: Run, before: Run | null): Comparison {
  if (isPassed(now))
    return { state: "passed", evidence: now.tally?.total == null ? "passed" : `passed (${now.tally.total} tests)`, newlyFailing: [] };
  if (before === null || isPassed(before)) {
    const names = listNames(now.names);
    const since = before === null ? "" : now.names.length > 0 ? ", all of it since this change" : ", and passed before this change";
    return { state: "failed", evidence: `${endingOf(now)}${since}${names}`, newlyFailing: now.names };
  }
  const known = new Set(before.names);
  const fresh = now.names.filter((name) => !known.has(name));
  if (before.names.length > 0 && fresh.length > 0)
    return { state: "failed", evidence: `${endingOf(now)}, ${fresh.length} since this change${listNames(fresh)}`, newlyFailing: fresh };
  if (isWorse(now, before))
    return { state: "failed", evidence: `${endingOf(now)}; before this change: ${endingOf(before)}`, newlyFailing: [] };
  const mended = before.names.filter((name) => !now.names.includes(name)).length;
  const better = now.names.length > 0 && mended > 0 ? `; ${mended} that failed before pass now` : "";
  return { state: "red-before", evidence: `${endingOf(now)}, before this change too${better}`, newlyFailing: [] };
}

/** Without a new name: more failures than before, or an end of another kind, such as a run that does not come to its tests any more. */
function isWorse(now: Run, before: Run): boolean {
  if (now.names.length === 0 && before.names.length > 0) return true;
  if (now.names.length > 0 && before.names.length === 0) return false;
  if (now.tally !== null && before.tally !== null) return now.tally.failed > before.tally.failed;
  return now.names.length === 0 && (now.exitCode !== before.exitCode || now.killed !== before.killed);
}

/** How a run that did not pass ended, in words. */
function endingOf(run: Run): string {
  if (run.killed !== null) return killedWords[run.killed];
  if (isUnstartable(run)) return `could not be started (exit ${run.exitCode})`;
  const failed = run.tally?.failed ?? 0;
  if (failed > 0)
    return run.tally?.total == null
      ? counted(failed, "test fails", "tests fail")
      : `${failed} of ${counted(run.tally.total, "test fails", "tests fail")}`;
  return run.names.length === 0 ? `exit ${run.exitCode}` : counted(run.names.length, "failure", "failures");
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > shown ? ` and ${names.length - shown} more` : "";
  return `: ${names.slice(0, shown).join(", ")}${more}`;
}
