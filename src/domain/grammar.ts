import type { Verb } from "./approval.ts";
import type { PlanEdit } from "./edit.ts";
import { readEdit } from "./edit-words.ts";
import type { GrantOffer } from "./grant.ts";

/** What exact words mean. Anything else is free text: never a substring match (product: 2.4). */
export type Spoken =
  | {
      readonly kind: "decide";
      readonly verb: Verb;
      readonly number: number | null;
      readonly text: string | null;
      /** With an approve: a standing approval of this reach. */
      readonly grant?: GrantOffer;
    }
  | { readonly kind: "command"; readonly command: "cancel" | "pause" | "resume" | "proceed"; readonly number: number | null }
  /** A change of the plan by hand (product: 2.3). */
  | { readonly kind: "edit"; readonly edit: PlanEdit }
  | { readonly kind: "ask"; readonly what: "status" | "tasks" | "grants" | "help" }
  /** The same once more, as a new task; null: what ended last here. */
  | { readonly kind: "retry"; readonly number: number | null }
  | { readonly kind: "revoke"; readonly grant: string }
  /** Hands the task over to whom is named; null: to who says it. */
  | { readonly kind: "assign"; readonly to: string | null; readonly number: number | null }
  /** One account of a person is linked to another; without a code one is asked for. */
  | { readonly kind: "link"; readonly code: string | null }
  | { readonly kind: "unlink" }
  | { readonly kind: "claim"; readonly code: string };

type Rule = { readonly words: RegExp; readonly read: (match: RegExpExecArray) => Spoken };

const number = (match: RegExpExecArray) => (match.groups?.["n"] ? Number(match.groups["n"]) : null);
const text = (match: RegExpExecArray) => match.groups?.["text"]?.trim() || null;

const commands = { stop: "cancel", cancel: "cancel", pause: "pause", resume: "resume", proceed: "proceed" } as const;

const rules: readonly Rule[] = [
  {
    words: /^approve(?: #(?<n>\d+))?(?<here> here)?(?: for (?<count>\d{1,4}|an?) (?<unit>minute|hour|day)s?)?\.?$/i,
    read: (match) => ({ kind: "decide", verb: "approve", number: number(match), text: null, ...grantOf(match) }),
  },
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
  { words: /^(?<word>status|tasks|grants|help)[.?]?$/i, read: (match) => ({ kind: "ask", what: askedOf(match) }) },
  { words: /^retry(?: #(?<n>\d+))?\.?$/i, read: (match) => ({ kind: "retry", number: number(match) }) },
  { words: /^revoke (?<text>grt_\w+)\.?$/i, read: (match) => ({ kind: "revoke", grant: text(match) ?? "" }) },
  {
    words: /^assign(?: #(?<n>\d+))?(?: to)? (?<text>[^\s#]\S*)\.?$/i,
    read: (match) => ({ kind: "assign", to: text(match), number: number(match) }),
  },
  { words: /^take over(?: #(?<n>\d+))?\.?$/i, read: (match) => ({ kind: "assign", to: null, number: number(match) }) },
  { words: /^link(?: (?<text>\S+))?$/i, read: (match) => ({ kind: "link", code: text(match) }) },
  { words: /^unlink\.?$/i, read: () => ({ kind: "unlink" }) },
  { words: /^claim (?<text>\S+)$/i, read: (match) => ({ kind: "claim", code: text(match) ?? "" }) },
];

function commandOf(match: RegExpExecArray): "cancel" | "pause" | "resume" | "proceed" {
  const word = match.groups?.["word"]?.toLowerCase() ?? "";
  return Object.entries(commands).find(([known]) => known === word)?.[1] ?? "proceed";
}

const asked = ["status", "tasks", "grants", "help"] as const;

function askedOf(match: RegExpExecArray): (typeof asked)[number] {
  return asked.find((word) => word === match.groups?.["word"]?.toLowerCase()) ?? "help";
}

const units = { minute: 60_000, hour: 3_600_000, day: 24 * 3_600_000 } as const;

/** How far a standing approval is to reach, where one was said. */
function grantOf({ groups }: RegExpExecArray): { readonly grant?: GrantOffer } {
  const here = groups?.["here"] !== undefined;
  const unit = Object.entries(units).find(([name]) => name === groups?.["unit"]?.toLowerCase())?.[1];
  const count = Number(groups?.["count"]) || 1;
  if (unit === undefined) return here ? { grant: { forMs: null, here } } : {};
  return { grant: { forMs: groups?.["count"] === "0" ? 0 : count * unit, here } };
}

/** Reads the exact words people may decide and steer with, or null for free text. */
export function readSpoken(said: string): Spoken | null {
  const trimmed = said.trim();
  for (const rule of rules) {
    const match = rule.words.exec(trimmed);
    if (match) return rule.read(match);
  }
  const edit = readEdit(trimmed);
  return edit && { kind: "edit", edit };
}
