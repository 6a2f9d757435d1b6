import { type AuditBody, type AuditHead, type ChainId, governingState, installationChain, type Seals } from "../../domain/audit.ts";
import { type Break, type Chain, type ChainLink, findBreak } from "../../domain/audit-chain.ts";
import { isTaskId } from "../../domain/id.ts";
import { asc, eq } from "../drizzle.ts";
import { tasks } from "../schema/tasks.ts";
import { audit, auditBodies } from "../schema/traces.ts";
import { loadTask } from "../tasks.ts";
import { type Reader, readAtOnce, toMs } from "../transaction.ts";
import { readGround } from "./ground.ts";
import type { AuditTrail } from "./trail.ts";

/** What was found of one chain. */
export type Verdict = {
  /** Whose it is. */
  readonly task: ChainId;
  /** A task's short number; null: the task itself is gone, or it is the installation's own chain. */
  readonly number: number | null;
  readonly entries: number;
  /** Entries from before there were chains: nothing vouches for them. */
  readonly unsealed: number;
  /** Entries whose body was erased. */
  readonly erased: number;
  /** Its newest entry, and whether that is written down outside the database; null: nothing is sealed. */
  readonly head: (AuditHead & { readonly noted: boolean }) | null;
  /** The first broken link; null: the chain is whole. */
  readonly broken: Break | null;
};

/** Judges one chain. Changes nothing. */
export function verifyChain(db: Reader, { seals, heads }: AuditTrail, task: ChainId): Promise<Verdict> {
  // Heads first: whatever they name is in the database by now, while what is committed later may not be named yet.
  return judge(db, seals, task, heads.read().get(task) ?? []);
}

/** Judges the installation's chain, and that of every task the database or the heads know, one after the other. Changes nothing. */
export async function* verifyAll(db: Reader, { seals, heads }: AuditTrail): AsyncGenerator<Verdict> {
  const noted = heads.read();
  const known = await db.select({ id: tasks.id }).from(tasks).orderBy(asc(tasks.number));
  for (const task of new Set<ChainId>([installationChain, ...known.map((row) => row.id), ...noted.keys()]))
    yield judge(db, seals, task, noted.get(task) ?? []);
}

/** Writes down the head of a whole chain that went on without: a crash may come between a commit and its head. */
export function catchUp({ heads }: AuditTrail, { head, broken }: Verdict): void {
  if (broken === null && head !== null && !head.noted) heads.note(head);
}

/** One moment's view of everything, so that nothing is judged half moved. */
function judge(db: Reader, seals: Seals, id: ChainId, heads: readonly AuditHead[]): Promise<Verdict> {
  return readAtOnce(db, async (tx): Promise<Verdict> => {
    const [links, bodies] = [await readLinks(tx, id), await readBodies(tx, id)];
    const { number, now } = await readSubject(tx, seals, id);
    const sealed = links.flatMap((link) => (link.mac === null ? [] : [link]));
    const newest = sealed.at(-1);
    return {
      task: id,
      number,
      entries: links.length,
      unsealed: links.length - sealed.length,
      erased: sealed.filter((link) => link.body !== null && !bodies.has(link.seq)).length,
      head: newest ? { task: id, seq: newest.seq, mac: newest.mac, noted: heads.some((head) => head.seq === newest.seq) } : null,
      broken: findBreak({ links, bodies, heads, now }, seals),
    };
  });
}

/** What a chain is about, as it is now. */
async function readSubject(db: Reader, seals: Seals, id: ChainId): Promise<{ readonly number: number | null; readonly now: Chain["now"] }> {
  if (!isTaskId(id)) {
    const what = "the owner, the links of accounts or the standing approvals were";
    return { number: null, now: { state: await readGround(db, seals), what, begun: true } };
  }
  const task = await loadTask(db, id);
  const what = "the task's stage, plan or approvals were";
  return task
    ? { number: task.number, now: { state: governingState(task, seals), what, begun: task.stage !== "triage" } }
    : { number: null, now: null };
}

async function readLinks(db: Reader, task: ChainId): Promise<readonly ChainLink[]> {
  const rows = await db.select().from(audit).where(eq(audit.task, task)).orderBy(asc(audit.seq));
  return rows.map(({ mac, at, before, after, previous, key, ...row }): ChainLink => {
    if (mac === null) return { seq: row.seq, mac };
    return { ...row, mac, at: toMs(at), before: before ?? "", after: after ?? "", previous: previous ?? "", key: key ?? "" };
  });
}

async function readBodies(db: Reader, task: ChainId): Promise<ReadonlyMap<number, AuditBody>> {
  const rows = await db.select().from(auditBodies).where(eq(auditBodies.task, task));
  return new Map(rows.map(({ seq, salt, content }) => [seq, { salt, content }]));
}
