import { type AuditBody, type AuditEntry, type AuditHead, differ, digestOfBody, erasure, macOf, type Seals } from "./audit.ts";

/** A chain as it was found: its links in order, the bodies that are left, and what is known from elsewhere. */
export type Chain = {
  readonly links: readonly ChainLink[];
  readonly bodies: ReadonlyMap<number, AuditBody>;
  /** What was written down outside the database, in any order. */
  readonly heads: readonly AuditHead[];
  /**
   * What governs the task now (`governingState`) or the installation's ground, what that is in words, and whether it ever
   * moved; null: the task is gone.
   */
  readonly now: { readonly state: string; readonly what: string; readonly begun: boolean } | null;
};

/** An entry; or one from before there were chains, which nothing protects. */
export type ChainLink = AuditEntry | Unsealed;
type Unsealed = { readonly seq: number; readonly mac: null };

/**
 * What can be wrong. `changed`: an entry is not as it was sealed, or was never sealed by us. `missing`, `order`, `body`,
 * `key` (another installation's): as they say. `rewritten`: sealed, but not what was written down outside. `cut`: the end is
 * gone. `outside`: what the chain is about was changed without an entry.
 */
type Fault = "changed" | "missing" | "order" | "body" | "key" | "rewritten" | "cut" | "outside";

/** The first broken link, and in people's words what is wrong with it. */
export type Break = { readonly seq: number; readonly fault: Fault; readonly what: string };

/** The first broken link of a chain, or null: it is whole. A database that is ahead of the heads is whole. */
export function findBreak(chain: Chain, seals: Seals): Break | null {
  let previous: ChainLink | null = null;
  for (const link of chain.links) {
    const wrong =
      judgePlace(link, previous) ?? (link.mac === null ? judgeUnsealed(link, previous, chain) : judgeLink(link, previous, chain, seals));
    if (wrong) return wrong;
    previous = link;
  }
  return judgeTail(previous?.seq ?? 0, chain.heads) ?? judgeNow(previous, chain.now);
}

function broken(seq: number, fault: Fault, what: string): Break {
  return { seq, fault, what };
}

function judgePlace({ seq }: ChainLink, previous: ChainLink | null): Break | null {
  const expected = (previous?.seq ?? 0) + 1;
  if (seq === expected) return null;
  if (seq < expected) return broken(seq, "order", `entry ${seq} is there twice`);
  const gap = seq - expected === 1 ? `entry ${expected} is` : `entries ${expected} to ${seq - 1} are`;
  return broken(expected, "missing", `${gap} missing before entry ${seq}`);
}

function judgeUnsealed({ seq }: Unsealed, previous: ChainLink | null, { heads }: Chain): Break | null {
  const early = (previous === null || previous.mac === null) && heads.every((head) => head.seq !== seq);
  return early ? null : broken(seq, "changed", `entry ${seq} has no seal: it was changed or forged`);
}

function judgeLink(entry: AuditEntry, previous: ChainLink | null, chain: Chain, seals: Seals): Break | null {
  return (
    judgeSeal(entry, chain, seals) ??
    judgePrevious(entry, previous) ??
    judgeHeads(entry, chain.heads) ??
    judgeBody(entry, chain, seals) ??
    (previous === null || previous.mac === null ? null : judgeMove(previous, entry, chain))
  );
}

function judgeSeal(entry: AuditEntry, { links }: Chain, seals: Seals): Break | null {
  const { seq, key, mac } = entry;
  if (key !== seals.key) return broken(seq, "key", `entry ${seq} was sealed with another key (${key})`);
  if (macOf(entry, seals) === mac) return null;
  const [first, last] = [links[0]?.seq ?? 1, (links.at(-1)?.seq ?? 0) + 1];
  for (let place = Math.max(1, first - 1); place <= last; place++) {
    if (place !== seq && macOf({ ...entry, seq: place }, seals) === mac)
      return broken(seq, "order", `what stands as entry ${seq} was written as entry ${place}`);
  }
  return broken(seq, "changed", `entry ${seq} (${entry.action}) is not as it was sealed: it was changed or forged`);
}

function judgePrevious({ seq, previous }: AuditEntry, before: ChainLink | null): Break | null {
  if (previous === (before?.mac ?? "")) return null;
  return broken(seq, "order", `entry ${seq} was not written after the entry that stands before it`);
}

function judgeHeads({ seq, mac }: AuditEntry, heads: readonly AuditHead[]): Break | null {
  const other = heads.some((head) => head.seq === seq && head.mac !== mac);
  return other ? broken(seq, "rewritten", `entry ${seq} is not the one that was written down outside the database`) : null;
}

function judgeBody({ seq, body, action }: AuditEntry, { links, bodies }: Chain, seals: Seals): Break | null {
  const found = bodies.get(seq);
  const changed = () => broken(seq, "body", `the body of entry ${seq} (${action}) is not as it was written`);
  if (found !== undefined) return body !== null && digestOfBody(found, seals) === body ? null : changed();
  const erased = links.some((link) => link.seq > seq && link.mac !== null && link.action === erasure);
  return body === null || erased
    ? null
    : broken(seq, "body", `the body of entry ${seq} (${action}) is gone, and no entry says that it was erased`);
}

function judgeMove(previous: AuditEntry, { seq, before }: AuditEntry, { now }: Chain): Break | null {
  if (!differ(previous.after, before)) return null;
  const what = now?.what ?? "the task, which is gone,";
  return broken(seq, "outside", `${what} changed without an entry between entries ${previous.seq} and ${seq}`);
}

function judgeTail(last: number, heads: readonly AuditHead[]): Break | null {
  const highest = heads.reduce((most, head) => Math.max(most, head.seq), 0);
  if (highest <= last) return null;
  const gone = highest - last === 1 ? `entry ${highest} is` : `entries ${last + 1} to ${highest} are`;
  return broken(last + 1, "cut", `the end is cut off: ${gone} known outside the database and missing in it`);
}

function judgeNow(last: ChainLink | null, now: Chain["now"]): Break | null {
  if (last === null) return now?.begun ? broken(1, "missing", `${now.what} changed, and there is no entry at all`) : null;
  if (last.mac === null || now === null || !differ(last.after, now.state)) return null;
  return broken(last.seq, "outside", `${now.what} changed without an entry after entry ${last.seq}`);
}
