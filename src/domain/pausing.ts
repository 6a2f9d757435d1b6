import { dayOf, deferralOf } from "./deferral.ts";
import type { Pause, Stage } from "./task.ts";

/** Why a task does not go on, in a few words: `paused by mia`. Empty: it does. */
export function sayPaused(pauses: readonly Pause[]): string {
  const deferral = deferralOf({ pauses });
  if (deferral?.until) return `paused, put aside until ${dayOf(deferral.until)}`;
  const [first, ...others] = pauses;
  if (first === undefined) return "";
  if (first.reason === "limit" && first.until && others.length === 0) return `paused (limit), goes on by itself on ${dayOf(first.until)}`;
  if (first.reason === "person" && others.length === 0) return `paused${byWhom(first)}`;
  return `paused (${pauses.map((pause) => (pause.reason === "person" ? `${pause.reason}${byWhom(pause)}` : pause.reason)).join(", ")})`;
}

function byWhom({ byName }: Pause): string {
  return byName === undefined ? "" : ` by ${byName}`;
}

/** How a task stands, as lists say it. */
export function sayStanding({ stage, pauses }: { readonly stage: Stage; readonly pauses?: readonly Pause[] }): string {
  return sayPaused(pauses ?? []) || stage.replaceAll("_", " ");
}
