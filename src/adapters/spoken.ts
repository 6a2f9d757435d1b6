import { readSpoken, type Spoken } from "../domain/grammar.ts";
import { sayStanding } from "../domain/pausing.ts";
import type { OpenTask } from "./adapter.ts";

/** Exact words mean what they say wherever they are said: what was said before them is no part of it. */
export function isExact(text: string): boolean {
  const spoken = readSpoken(text);
  return spoken !== null && spoken.kind !== "edit";
}

/** Exact words that concern no task: they are answered wherever they are said. */
export function isOfNoTask(spoken: Spoken): boolean {
  switch (spoken.kind) {
    case "ask":
      return spoken.what === "help" || spoken.what === "grants";
    case "revoke":
    case "link":
    case "unlink":
    case "claim":
      return true;
    case "decide":
    case "command":
    case "edit":
    case "assign":
    case "retry":
      return false;
  }
}

/** The tasks that exact words may mean, of those that are open: the one they name, or all where they name none. */
export function meantBy<Task extends Pick<OpenTask, "number">>(spoken: Spoken, open: readonly Task[]): readonly Task[] {
  const number = "number" in spoken ? spoken.number : null;
  return spoken.kind === "ask" ? [] : open.filter((task) => number === null || task.number === number);
}

/** What is open, as lines; asked which of it is meant where that is not clear. */
export function sayOpen(open: readonly Pick<OpenTask, "number" | "title" | "stage" | "pauses">[], isUnclear: boolean): string {
  const lines = open.map((task) => `#${task.number} ${task.title} — ${sayStanding(task)}`);
  if (lines.length === 0) return "No task is open here.";
  return [...(isUnclear ? ["Say which one, with its number:"] : []), ...lines].join("\n");
}

/** What is said about a task that is not open is said to no other. */
export function sayNotOpen(number: number, open: readonly Pick<OpenTask, "number" | "title" | "stage">[]): string {
  return [`There is no open task #${number} here.`, ...(open.length > 0 ? [sayOpen(open, true)] : [])].join("\n");
}

/** Asks for which of these tasks somebody's words are. */
export function sayWhich(among: readonly Pick<OpenTask, "number" | "title" | "stage">[]): string {
  return ["Which one is it for? Press it, or say its number.", sayOpen(among, false)].join("\n");
}
