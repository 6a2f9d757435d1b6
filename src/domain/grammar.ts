import type { Verb } from "./approval.ts";

/** What exact words mean. Anything else is free text: never a substring match (product: 2.4). */
export type Spoken =
  | { readonly kind: "decide"; readonly verb: Verb; readonly number: number | null; readonly text: string | null }
  | { readonly kind: "command"; readonly command: "cancel" | "pause" | "resume" | "proceed"; readonly number: number | null }
  | { readonly kind: "ask"; readonly what: "status" | "tasks" | "help" }
  | { readonly kind: "claim"; readonly code: string };

type Rule = { readonly words: RegExp; readonly read: (match: RegExpExecArray) => Spoken };

const number = (match: RegExpExecArray) => (match.groups?.["n"] ? Number(match.groups["n"]) : null);
const text = (match: RegExpExecArray) => match.groups?.["text"]?.trim() || null;

const commands = { stop: "cancel", cancel: "cancel", pause: "pause", resume: "resume", proceed: "proceed" } as const;

const rules: readonly Rule[] = [
  { words: /^approve(?: #(?<n>\d+))?\.?$/i, read: (match) => ({ kind: "decide", verb: "approve", number: number(match), text: null }) },
  {
    words: /^reject(?: #(?<n>\d+))?(?:(?: because|:) (?<text>.+))?\.?$/is,
    read: (match) => ({ kind: "decide", verb: "reject", number: number(match), text: text(match) }),
  },
  {
    words: /^change(?: #(?<n>\d+))?:\s*(?<text>.+)$/is,
    read: (match) => ({ kind: "decide", verb: "change", number: number(match), text: text(match) }),
  },
  {
    words: /^(?:just )?(?<word>stop|cancel|pause|resume|proceed)(?: #(?<n>\d+))?\.?$/i,
    read: (match) => ({ kind: "command", command: commandOf(match), number: number(match) }),
  },
  { words: /^(?<word>status|tasks|help)[.?]?$/i, read: (match) => ({ kind: "ask", what: askedOf(match) }) },
  { words: /^claim (?<text>\S+)$/i, read: (match) => ({ kind: "claim", code: text(match) ?? "" }) },
];

function commandOf(match: RegExpExecArray): "cancel" | "pause" | "resume" | "proceed" {
  const word = match.groups?.["word"]?.toLowerCase() ?? "";
  return Object.entries(commands).find(([known]) => known === word)?.[1] ?? "proceed";
}

function askedOf(match: RegExpExecArray): "status" | "tasks" | "help" {
  const word = match.groups?.["word"]?.toLowerCase();
  return word === "status" || word === "tasks" ? word : "help";
}

/** Reads the exact words people may decide and steer with, or null for free text. */
export function readSpoken(said: string): Spoken | null {
  const trimmed = said.trim();
  for (const rule of rules) {
    const match = rule.words.exec(trimmed);
    if (match) return rule.read(match);
  }
  return null;
}
