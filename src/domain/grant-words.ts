import type { Grant } from "./grant.ts";
import { sayNeeds } from "./need-table.ts";
import { duration } from "./report.ts";

/** One standing approval as a line for people: its id, by which it is taken back in words, and what it covers. */
export function sayGrant(grant: Grant, now: number): string {
  return `${grant.id} · ${coverOf(grant, now)}`;
}

/** What a standing approval covers, where, how often and how long. */
export function coverOf({ kind, shape, needs, space, room, expiresAt, usesLeft }: Grant, now: number): string {
  const what = [shape === null ? kind : `${kind} \`${shape}\``, ...sayNeeds(needs)].join(", ");
  const where = [space === null ? "without a space" : `in ${space}`, ...(room === null ? [] : ["only in this room"])].join(", ");
  return `${what} · ${where} · ${usesLeft} more ${usesLeft === 1 ? "time" : "times"}, for ${duration(Math.max(0, expiresAt - now))}`;
}

/** Every standing approval of one person. */
export function sayGrants(grants: readonly Grant[], now: number): string {
  if (grants.length === 0) return "You have given no standing approval. `approve for 1 hour` or `approve here` gives one.";
  return [...grants.map((grant) => sayGrant(grant, now)), "`revoke grt_…` takes one back."].join("\n");
}
