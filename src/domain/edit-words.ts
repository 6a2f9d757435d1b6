import type { PlanEdit } from "./edit.ts";

type Rule = { readonly words: RegExp; readonly read: (groups: Readonly<Record<string, string>>) => PlanEdit };

/** A step is its number on the card or its id. */
const rules: readonly Rule[] = [
  { words: /^skip (?<step>\S+)$/i, read: ({ step = "" }) => ({ kind: "skip", step }) },
  { words: /^remove (?<step>\S+)$/i, read: ({ step = "" }) => ({ kind: "remove", step }) },
  { words: /^move (?<step>\S+) before (?<before>\S+)$/i, read: ({ step = "", before = "" }) => ({ kind: "move", step, before }) },
  { words: /^agent (?<step>\S+) (?<agent>\S+)$/i, read: ({ step = "", agent = "" }) => ({ kind: "agent", step, agent }) },
  { words: /^ask before (?<step>\S+)$/i, read: ({ step = "" }) => ({ kind: "manual", step }) },
  {
    words: /^set (?<name>[a-z][a-z0-9_]*)\s*=\s*(?<value>.+)$/i,
    read: ({ name = "", value = "" }) => ({ kind: "parameter", name, value: value.trim() }),
  },
];

/** Reads the exact words a plan is changed with by hand, or null. */
export function readEdit(said: string): PlanEdit | null {
  for (const { words, read } of rules) {
    const match = words.exec(said);
    if (match) return read(match.groups ?? {});
  }
  return null;
}
