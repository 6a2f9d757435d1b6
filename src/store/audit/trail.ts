import { randomBytes } from "node:crypto";
import {
  type AuditBody,
  type AuditEntry,
  type AuditNote,
  type ChainId,
  digestOfBody,
  erasure,
  installationChain,
  type Seals,
  seal,
} from "../../domain/audit.ts";
import type { Cleaned } from "../../outbound/cleaned.ts";
import { and, asc, desc, eq, sql } from "../drizzle.ts";
import type { KeyPlace } from "../key.ts";
import { actors } from "../schema/actors.ts";
import { audit, auditBodies } from "../schema/traces.ts";
import { afterCommit, type Reader, toDate, toMs, transact, type Writer } from "../transaction.ts";
import { readGround } from "./ground.ts";
import { type AuditHeads, openHeads } from "./heads.ts";
import { openSeals } from "./key.ts";

/** Where entries go: into the database under our seal, and their heads beside it. */
export type AuditTrail = { readonly seals: Seals; readonly heads: AuditHeads };

/** Opens the trail of this installation. `complain` hears of heads that could not be written. Throws Problem("config") or ("home"). */
export async function openTrail(
  db: Reader,
  { headsDirectory, ...key }: KeyPlace & { readonly headsDirectory: string },
  complain: (error: unknown) => void,
): Promise<AuditTrail> {
  const trail = { heads: await openHeads(headsDirectory, complain), seals: await openSeals(db, key) };
  await beginInstallation(db, trail);
  return trail;
}

/** From its first entry on nothing that rights rest on changes unseen; what was there before it is taken as it is. */
async function beginInstallation(db: Reader, trail: AuditTrail): Promise<void> {
  if ((await readLast(db, installationChain)).seq > 0) return;
  await transact(db, (tx) =>
    auditGround(tx, trail, async () => {
      const { seq } = await readLast(tx, installationChain);
      return { result: null, notes: seq > 0 ? [] : [{ action: "audit.begun", by: null, detail: null }] };
    }),
  );
}

/** A note whose words have passed the gate: an entry can never be changed afterwards. */
export type CleanNote = Omit<AuditNote, "detail"> & { readonly detail: Cleaned<AuditNote["detail"]> | null };

/** What a change of the ground came to, and what is told of it: nothing, where nothing changed. */
type GroundChange<Result> = { readonly result: Result; readonly notes: readonly CleanNote[] };

/**
 * Changes what rights rest on (owner, links, standing approvals) and adds that to the installation's chain, in one transaction.
 * One at a time: the chain is locked before the change is begun.
 */
export async function auditGround<Result>(tx: Writer, trail: AuditTrail, change: () => Promise<GroundChange<Result>>): Promise<Result> {
  await holdChain(tx, installationChain);
  const before = await readGround(tx, trail.seals);
  const { result, notes } = await change();
  const after = await readGround(tx, trail.seals);
  await addAudit(tx, trail, { task: installationChain, epoch: 0, at: Date.now(), before, after }, notes);
  return result;
}

/**
 * Lets nobody else add to a chain until the transaction ends. The installation's is taken before any row of what it is about:
 * whoever took one of those first would wait for whoever waits for it.
 */
export async function holdChain(tx: Writer, chain: ChainId): Promise<void> {
  if (chain === installationChain) await tx.execute(sql`select pg_advisory_xact_lock(hashtext('adjutant installation audit'))`);
  else await tx.select({ id: actors.id }).from(actors).where(eq(actors.id, chain)).for("update");
}

/** What all notes of one event have in common. `before` and `after` are digests of what governs the task, or of the ground. */
export type Occasion = {
  readonly task: ChainId;
  readonly epoch: number;
  readonly at: number;
  readonly before: string;
  readonly after: string;
};

/** Adds to a chain; nothing ever changes or removes an entry. Once the transaction is kept its head is written down. */
export async function addAudit(tx: Writer, { seals, heads }: AuditTrail, occasion: Occasion, notes: readonly CleanNote[]): Promise<void> {
  if (notes.length === 0) return;
  const { task } = occasion;
  // One at a time per chain, whoever they are: engines hold a task's already, commands do not.
  await holdChain(tx, task);
  const last = await readLast(tx, task);
  const links = linkUp(occasion, notes, last, seals);
  await tx.insert(audit).values(links.map(({ entry }) => ({ ...entry, at: toDate(entry.at) })));
  const bodies = links.flatMap(({ entry, body }) => (body === null ? [] : [{ task, seq: entry.seq, ...body }]));
  if (bodies.length > 0) await tx.insert(auditBodies).values(bodies);
  const head = links.at(-1)?.entry;
  if (head) afterCommit(tx, () => heads.note({ task, seq: head.seq, mac: head.mac }));
}

type Link = { readonly entry: AuditEntry; readonly body: AuditBody | null };

function linkUp(
  occasion: Occasion,
  notes: readonly CleanNote[],
  last: { readonly seq: number; readonly mac: string | null },
  seals: Seals,
) {
  const links: Link[] = [];
  for (const { action, by, detail } of notes) {
    const tail = links.at(-1)?.entry ?? last;
    // The first entry tells the move; the others find the task as it is.
    const before = links.length === 0 ? occasion.before : occasion.after;
    const body = detail === null ? null : { salt: randomBytes(16).toString("hex"), content: detail };
    const open = { ...occasion, before, action, by, seq: tail.seq + 1, previous: tail.mac ?? "" };
    links.push({ entry: seal({ ...open, body: body && digestOfBody(body, seals) }, seals), body });
  }
  return links;
}

async function readLast(tx: Reader, task: ChainId) {
  const tail = { seq: audit.seq, mac: audit.mac, after: audit.after };
  const [last] = await tx.select(tail).from(audit).where(eq(audit.task, task)).orderBy(desc(audit.seq)).limit(1);
  return last ?? { seq: 0, mac: null, after: null };
}

/** A chain in the order in which it was written; `detail` is null where there is none or it was erased. */
export async function readAudit(db: Reader, task: ChainId) {
  const same = and(eq(auditBodies.task, audit.task), eq(auditBodies.seq, audit.seq));
  const rows = await db
    .select({ entry: audit, detail: auditBodies.content })
    .from(audit)
    .leftJoin(auditBodies, same)
    .where(eq(audit.task, task))
    .orderBy(asc(audit.seq));
  return rows.map(({ entry: { task: _, at, ...entry }, detail }) => ({ ...entry, at: toMs(at), detail }));
}

/**
 * Erases the bodies of all entries that a chain has so far, for good. That it happened, and by whom, becomes an entry; the
 * database refuses to erase what no such entry stands behind. Returns how many bodies went.
 */
export async function eraseBodies(tx: Writer, trail: AuditTrail, task: ChainId, by: string, at: number): Promise<number> {
  await addBeside(tx, trail, task, at, { action: erasure, by, detail: null });
  const [row] = await tx.execute<{ erased: number }>(sql`select adjutant_erase_audit_bodies(${task}) as erased`);
  return row?.erased ?? 0;
}

/** Adds what happened beside a chain's moves: what it is about stands as its last entry left it. */
export async function addBeside(tx: Writer, trail: AuditTrail, task: ChainId, at: number, note: CleanNote): Promise<void> {
  await holdChain(tx, task);
  const epoch = await readEpoch(tx, task);
  const { after } = await readLast(tx, task);
  const state = after ?? "";
  await addAudit(tx, trail, { task, epoch, at, before: state, after: state }, [note]);
}

async function readEpoch(tx: Writer, chain: ChainId): Promise<number> {
  if (chain === installationChain) return 0;
  const [actor] = await tx.select({ epoch: actors.epoch }).from(actors).where(eq(actors.id, chain));
  return actor?.epoch ?? 0;
}
