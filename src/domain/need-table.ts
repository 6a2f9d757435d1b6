import { coversDestination } from "./destination-cover.ts";
import { sayDestination } from "./destination-words.ts";
import type { Json } from "./json.ts";
import { coversPath, isWhole, type Needs } from "./needs.ts";
import { sayPath } from "./path-words.ts";
import { highestTier, type Tier, tiers } from "./tier.ts";

/** What of the outside a sandbox gives to a command: the part of its grant that was approved. */
export type Reach = Pick<Needs, "writes" | "network" | "secrets">;

/** What one kind of need comes to, wherever it counts. */
type Row = {
  readonly asked: (needs: Needs) => readonly string[];
  /** The least risk of a step that needs any of it. */
  readonly tier: Tier;
  /** Its words for whoever approves it; of what is needed at all. */
  readonly say: (asked: readonly string[]) => readonly string[];
  /** Whether one of them is within what was approved (product: subset rule). */
  readonly isCovered: (approved: readonly string[], one: string) => boolean;
} & (Given | Withheld);

/** It becomes a part of the sandbox's grant, and the audit keeps what the sandbox was given of it. */
type Given = { readonly becomes: keyof Reach; readonly record: (given: readonly string[]) => Json };

/** No sandbox gives it: a step that needs it does not run. */
type Withheld = { readonly becomes: null; readonly refuse: (asked: readonly string[]) => string };

/**
 * Needs, what approves them, what enforces them and what remembers them, in one place (product: 4.2). Cards, confirmations, tiers,
 * grants and the audit are derived from it below, and nowhere else. A kind of need without a row does not compile; the most worrying
 * is said first.
 */
const needTable: { readonly [Kind in keyof Needs]: Row } = {
  hostPaths: {
    asked: ({ hostPaths }) => hostPaths,
    // Nothing of ours can undo what happens there.
    tier: "destructive",
    say: (paths) => paths.map((path) => `may use ${sayPath(path)} on the host`),
    isCovered: (approved, path) => approved.some((one) => coversPath(one, path)),
    becomes: null,
    refuse: (paths) => `it needs ${paths.map(sayPath).join(", ")} on the host, which no step can have yet`,
  },
  secrets: {
    asked: ({ secrets }) => secrets,
    tier: "external",
    say: (names) => names.map((name) => `uses the secret ${name}`),
    isCovered: (approved, name) => approved.includes(name),
    becomes: "secrets",
    record: byName,
  },
  network: {
    asked: ({ network }) => network,
    tier: "external",
    say: (destinations) => [`can send data to ${destinations.map(sayDestination).join(", ")}`],
    isCovered: coversDestination,
    becomes: "network",
    record: byName,
  },
  writes: {
    asked: ({ writes }) => writes,
    tier: "write",
    say: (paths) => [`may change ${paths.some(isWhole) ? "anything in the workspace" : [...new Set(paths.map(sayPath))].join(", ")}`],
    isCovered: (approved, path) => approved.some((one) => coversPath(one, path)),
    becomes: "writes",
    record: byName,
  },
};

const rows: readonly Row[] = Object.values(needTable);

/** Paths, destinations and the names of secrets, as they were approved; a value is in none of them. */
function byName(given: readonly string[]): Json {
  return [...given];
}

/** A step's tier: what its kind does at least, and what it needs. A label may only raise it. */
export function tierOf(base: Tier, needs: Needs, label: string | null = null): Tier {
  const asked = rows.filter((row) => row.asked(needs).length > 0).map(({ tier }) => tier);
  const raised = tiers.filter((tier) => tier === label);
  return highestTier([base, ...asked, ...raised]);
}

/** What needs mean for a person who approves them (product: 2.4), most worrying first; empty when it only reads. */
export function sayNeeds(needs: Needs): readonly string[] {
  return rows.flatMap((row) => (row.asked(needs).length > 0 ? row.say(row.asked(needs)) : []));
}

/** Whether everything in `inner` is allowed by `outer`: the subset rule (product: 2.4). A path covers what lies below it, a destination what is narrower. */
export function isCovered(inner: Needs, outer: Needs): boolean {
  return rows.every((row) => row.asked(inner).every((one) => row.isCovered(row.asked(outer), one)));
}

/** Why no sandbox can give all of it, or null. */
export function withheldOf(needs: Needs): string | null {
  const refusals = rows.flatMap((row) => (row.becomes === null && row.asked(needs).length > 0 ? [row.refuse(row.asked(needs))] : []));
  return refusals[0] ?? null;
}

/** The approved needs as a sandbox is to give them. What none can give is not among it: that is asked of `withheldOf`. */
export function reachOf(needs: Needs): Reach {
  const given = (part: keyof Reach) => rows.flatMap((row) => (row.becomes === part ? row.asked(needs) : []));
  return { writes: given("writes"), network: given("network"), secrets: given("secrets") };
}

/** What the audit keeps of what a sandbox was really given. */
export function recordOf(reach: Reach): Readonly<Record<string, Json>> {
  return Object.fromEntries(rows.flatMap((row) => (row.becomes === null ? [] : [[row.becomes, row.record(reach[row.becomes])]])));
}
