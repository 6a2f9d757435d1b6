import type { ChainId } from "../domain/audit.ts";
import type { Verdict } from "../store/audit/verification.ts";

/** What was found of a chain, in one line. */
export function sayVerdict({ task, number, entries, unsealed, erased, broken }: Verdict): string {
  const name = nameOfChain(task, number);
  if (broken !== null) return `${name}: broken at entry ${broken.seq} (${broken.fault}): ${broken.what}`;
  const notes = [
    unsealed > 0 ? `${count(unsealed, "entry is", "entries are")} from before there were chains, and nothing vouches for them` : "",
    erased > 0 ? `${count(erased, "body was", "bodies were")} erased` : "",
  ].filter((note) => note !== "");
  return [`${name}: ${count(entries, "entry", "entries")}, whole`, ...notes].join("; ");
}

/** How people call a chain: a task's number, `installation`, or the id of a task that is gone. */
export function nameOfChain(chain: ChainId, number: number | null): string {
  return number === null ? chain : `#${number}`;
}

export function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}
