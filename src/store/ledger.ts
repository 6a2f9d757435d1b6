import type { Spend, Usage } from "../domain/budget.ts";
import type { Sums } from "../domain/headroom.ts";
import type { ActorId, ConversationId, TaskId } from "../domain/id.ts";
import { and, eq, inArray, isNull, sql } from "./drizzle.ts";
import { ledger, monthRaises } from "./schema/ledger.ts";
import { tasks } from "./schema/tasks.ts";
import { type Reader, toDate, transact, type Writer } from "./transaction.ts";

/** Who makes a call, and what it is for. */
export type Payer = {
  readonly actor: ActorId;
  /** Tells one call's occasion from the next: the key of its effect. */
  readonly effect: string;
  /** Null: talk that led to no task yet. */
  readonly task: TaskId | null;
  readonly space: string | null;
  readonly account: string;
  /** This process. */
  readonly owner: string;
};

type Reservation = {
  readonly purpose: string;
  readonly month: string;
  readonly most: Usage;
  readonly at: number;
  readonly until: number;
};

/** Makes reservations one at a time, for the rest of the transaction: two that fit alone may not fit together. */
export async function lockLedger(tx: Writer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('adjutant:ledger', 0))`);
}

/** Whose part of the ledger is meant. */
export type Scope =
  | { readonly of: "task"; readonly task: TaskId }
  | { readonly of: "installation"; readonly month: string }
  | { readonly of: "space"; readonly month: string; readonly space: string }
  | { readonly of: "person"; readonly month: string; readonly accounts: readonly string[] };

/** What of a scope is paid for, and what is held by calls that run. */
export async function sumUp(db: Reader, scope: Scope): Promise<Sums> {
  const [row] = await db
    .select({
      cost: sql<string>`coalesce(sum(${ledger.costMicros}) filter (where ${ledger.status} = 'settled'), 0)`,
      tokens: sql<string>`coalesce(sum(${ledger.tokens}) filter (where ${ledger.status} = 'settled'), 0)`,
      heldCost: sql<string>`coalesce(sum(${ledger.reservedMicros}) filter (where ${ledger.status} = 'reserved'), 0)`,
      heldTokens: sql<string>`coalesce(sum(${ledger.reservedTokens}) filter (where ${ledger.status} = 'reserved'), 0)`,
    })
    .from(ledger)
    .where(within(scope));
  return {
    settled: { costMicros: Number(row?.cost), tokens: Number(row?.tokens) },
    reserved: { costMicros: Number(row?.heldCost), tokens: Number(row?.heldTokens) },
  };
}

function within(scope: Scope) {
  switch (scope.of) {
    case "task":
      return eq(ledger.task, scope.task);
    case "installation":
      return eq(ledger.month, scope.month);
    case "space":
      return and(eq(ledger.month, scope.month), eq(ledger.space, scope.space));
    case "person":
      return and(eq(ledger.month, scope.month), inArray(ledger.account, [...scope.accounts]));
  }
}

/** Writes a reservation and returns its id. Whether it fits is the caller's to know, under the ledger's lock. */
export async function insertReservation(tx: Writer, payer: Payer, { purpose, month, most, at, until }: Reservation): Promise<number> {
  const reserved = { reservedMicros: most.costMicros, reservedTokens: most.promptTokens + most.completionTokens };
  const [row] = await tx
    .insert(ledger)
    .values({ ...payer, ...reserved, purpose, month, status: "reserved", at: toDate(at), until: toDate(until) })
    .returning({ id: ledger.id });
  return row?.id ?? 0;
}

/** A task's spend as the ledger has it. Nobody else writes it. */
export type Paid = Pick<Spend, "costMicros" | "tokens" | "unmetered">;

/** What a settlement changed: whose it was, and the task's spend before and after. */
export type Settled = Pick<Payer, "task" | "space" | "account"> & { readonly month: string; readonly before: Paid; readonly after: Paid };

const nothingPaid: Paid = { costMicros: 0, tokens: 0, unmetered: 0 };

/**
 * Settles a reservation, once: at what was used, or (null) at all that was reserved. One that somebody settled because its
 * owner seemed dead is put right by the owner's late word. The task's spend changes with it, in one transaction.
 */
export function settleReservation(db: Reader, id: number, used: Usage | null): Promise<Settled | null> {
  return transact(db, (tx) => settle(tx, id, used));
}

async function settle(tx: Writer, id: number, used: Usage | null): Promise<Settled | null> {
  const [row] = await tx.select().from(ledger).where(eq(ledger.id, id)).for("update");
  if (!row || (row.status !== "reserved" && (!row.assumed || used === null))) return null;
  const tokens = used === null ? row.reservedTokens : used.promptTokens + used.completionTokens;
  const costMicros = used === null ? row.reservedMicros : used.costMicros;
  const status = used !== null && tokens === 0 && costMicros === 0 ? "released" : "settled";
  const now = { status, costMicros, tokens, assumed: used === null } as const;
  await tx.update(ledger).set(now).where(eq(ledger.id, id));
  const { task, space, account, month } = row;
  const paid = task === null ? { before: nothingPaid, after: nothingPaid } : await addToTask(tx, task, paidBy(row), paidBy(now));
  return { task, space, account, month, ...paid };
}

type Row = Pick<typeof ledger.$inferSelect, "status" | "costMicros" | "tokens">;

function paidBy({ status, costMicros, tokens }: Row): Paid {
  if (status !== "settled") return nothingPaid;
  return { costMicros: costMicros ?? 0, tokens, unmetered: costMicros === null ? 1 : 0 };
}

async function addToTask(tx: Writer, task: TaskId, was: Paid, is: Paid): Promise<Pick<Settled, "before" | "after">> {
  const more = (["costMicros", "tokens", "unmetered"] as const).map((part) => [part, sql`${tasks[part]} + ${is[part] - was[part]}`]);
  const [after] = await tx.update(tasks).set(Object.fromEntries(more)).where(eq(tasks.id, task)).returning(paid);
  if (!after) return { before: nothingPaid, after: nothingPaid };
  const before = {
    costMicros: after.costMicros - is.costMicros + was.costMicros,
    tokens: after.tokens - is.tokens + was.tokens,
    unmetered: after.unmetered - is.unmetered + was.unmetered,
  };
  return { before, after };
}

const paid = { costMicros: tasks.costMicros, tokens: tasks.tokens, unmetered: tasks.unmetered };

/** What a task has paid by now, for whoever holds it in memory. */
export async function readPaid(db: Reader, task: TaskId): Promise<Paid> {
  const [row] = await db.select(paid).from(tasks).where(eq(tasks.id, task));
  return row ?? nothingPaid;
}

/** What finding out about a request used is its task's, from the task's first moment on: all effects whose keys begin so. */
export async function chargeToTask(tx: Writer, conversation: ConversationId, effects: string, task: TaskId): Promise<void> {
  const rows = await tx
    .update(ledger)
    .set({ task })
    .where(and(eq(ledger.actor, conversation), sql`starts_with(${ledger.effect}, ${effects})`, isNull(ledger.task)))
    .returning({ status: ledger.status, costMicros: ledger.costMicros, tokens: ledger.tokens });
  for (const row of rows) await addToTask(tx, task, nothingPaid, paidBy(row));
}

/** A reservation that is still open, and who holds it. */
export type OpenReservation = { readonly id: number; readonly owner: string; readonly actor: string; readonly until: number };

/** Every reservation that nobody has settled. */
export async function listReserved(db: Reader): Promise<readonly OpenReservation[]> {
  const rows = await db
    .select({ id: ledger.id, owner: ledger.owner, actor: ledger.actor, until: ledger.until })
    .from(ledger)
    .where(eq(ledger.status, "reserved"));
  return rows.map((row) => ({ ...row, until: row.until?.getTime() ?? 0 }));
}

type RaisedCap = { readonly month: string; readonly scope: string; readonly unit: "costMicros" | "tokens" };

/** What was added to a month's cap so far. */
export async function readRaise(db: Reader, { month, scope, unit }: RaisedCap): Promise<number> {
  const [row] = await db
    .select({ added: monthRaises.added })
    .from(monthRaises)
    .where(and(eq(monthRaises.month, month), eq(monthRaises.scope, scope), eq(monthRaises.unit, unit)));
  return row?.added ?? 0;
}

/** Adds to a month's cap until `added` has been added: two who approve the same raise do it once. */
export async function raiseMonth(tx: Writer, cap: RaisedCap, added: number): Promise<void> {
  await tx
    .insert(monthRaises)
    .values({ ...cap, added })
    .onConflictDoUpdate({
      target: [monthRaises.month, monthRaises.scope, monthRaises.unit],
      set: { added: sql`greatest(${monthRaises.added}, ${added})` },
    });
}
