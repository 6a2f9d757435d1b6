import { randomBytes } from "node:crypto";
import { type AuditBody, type AuditEntry, type AuditNote, digestOfBody, erasure, type Seals, seal } from "../../domain/audit.ts";
import type { TaskId } from "../../domain/id.ts";
import { and, asc, desc, eq, sql } from "../drizzle.ts";
import { actors } from "../schema/actors.ts";
import { audit, auditBodies } from "../schema/traces.ts";
import { afterCommit, type Reader, toDate, toMs, type Writer } from "../transaction.ts";
import { type AuditHeads, openHeads } from "./heads.ts";
import { type KeyPlace, openSeals } from "./key.ts";

/** Where entries go: into the database under our seal, and their heads beside it. */
export type AuditTrail = { readonly seals: Seals; readonly heads: AuditHeads };

/** Opens the trail of this installation. `complain` hears of heads that could not be written. Throws Problem("config") or ("home"). */
export async function openTrail(
  db: Reader,
  { headsDirectory, ...key }: KeyPlace & { readonly headsDirectory: string },
  complain: (error: unknown) => void,
): Promise<AuditTrail> {
  return { heads: await openHeads(headsDirectory, complain), seals: await openSeals(db, key) };
}

/** What all notes of one event have in common. `before` and `after` are digests of what governs the task. */
export type Occasion = {
  readonly task: TaskId;
  readonly epoch: number;
  readonly at: number;
  readonly before: string;
  readonly after: string;
};

/** Adds to a task's chain; nothing ever changes or removes an entry. Once the transaction is kept its head is written down. */
export async function addAudit(tx: Writer, { seals, heads }: AuditTrail, occasion: Occasion, notes: readonly AuditNote[]): Promise<void> {
  if (notes.length === 0) return;
  const { task } = occasion;
  // One at a time per task, whoever they are: engines hold this lock already, commands do not.
  await tx.select({ id: actors.id }).from(actors).where(eq(actors.id, task)).for("update");
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
  notes: readonly AuditNote[],
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

async function readLast(tx: Writer, task: TaskId) {
  const tail = { seq: audit.seq, mac: audit.mac, after: audit.after };
  const [last] = await tx.select(tail).from(audit).where(eq(audit.task, task)).orderBy(desc(audit.seq)).limit(1);
  return last ?? { seq: 0, mac: null, after: null };
}

/** A task's audit in the order in which it was written; `detail` is null where there is none or it was erased. */
export async function readAudit(db: Reader, task: TaskId) {
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
 * Erases the bodies of all entries that a task has so far, for good. That it happened, and by whom, becomes an entry; the
 * database refuses to erase what no such entry stands behind. Returns how many bodies went.
 */
export async function eraseBodies(tx: Writer, trail: AuditTrail, task: TaskId, by: string, at: number): Promise<number> {
  const [actor] = await tx.select({ epoch: actors.epoch }).from(actors).where(eq(actors.id, task)).for("update");
  const { after } = await readLast(tx, task);
  const state = after ?? "";
  await addAudit(tx, trail, { task, epoch: actor?.epoch ?? 0, at, before: state, after: state }, [{ action: erasure, by, detail: null }]);
  const [row] = await tx.execute<{ erased: number }>(sql`select adjutant_erase_audit_bodies(${task}) as erased`);
  return row?.erased ?? 0;
}
