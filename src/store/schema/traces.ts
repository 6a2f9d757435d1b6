import type { ChainId } from "../../domain/audit.ts";
import type { Usage } from "../../domain/budget.ts";
import type { Card } from "../../domain/card.ts";
import type { Json } from "../../domain/json.ts";
import type { Message } from "../../domain/message.ts";
import type { Principal } from "../../domain/principal.ts";
import {
  bigint,
  bigserial,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  sql,
  text,
  timestamp,
  unique,
} from "../drizzle.ts";
import { conversations } from "./actors.ts";
import { inValues, moment, oneOf } from "./columns.ts";
import { tasks } from "./tasks.ts";

const attemptStatuses = ["open", "passed", "failed", "broken", "lost", "asked", "cancelled"] as const;
const outboxKinds = ["card", "post"] as const;

const taskId = () =>
  text("task")
    .$type<`tsk_${string}`>()
    .notNull()
    .references(() => tasks.id);

/** Every start of a step. `id` and `closed_seq` come from one sequence, so that starts and ends have one order. */
export const attempts = pgTable(
  "attempts",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    task: taskId(),
    plan: text("plan").$type<`pln_${string}`>().notNull(),
    step: text("step").notNull(),
    attempt: integer("attempt").notNull(),
    status: oneOf("status", attemptStatuses).notNull(),
    epoch: bigint("epoch", { mode: "number" }).notNull(),
    startedAt: moment("started_at").notNull(),
    endedAt: moment("ended_at"),
    /** Place of its end in the order of starts and ends. */
    closedSeq: bigint("closed_seq", { mode: "number" }),
  },
  (table) => [
    unique("attempts_once").on(table.plan, table.step, table.attempt),
    check("attempts_status", inValues("status", attemptStatuses)),
  ],
);

/** Messages and cards to deliver: desired and delivered revision (architecture: outbox). */
export const outbox = pgTable(
  "outbox",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    /** What it is about: one row per card, approval and other post. */
    key: text("key").notNull().unique(),
    conversation: text("conversation")
      .$type<`cnv_${string}`>()
      .notNull()
      .references(() => conversations.id),
    task: text("task").$type<`tsk_${string}`>(),
    kind: oneOf("kind", outboxKinds).notNull(),
    body: jsonb("body").$type<Card | Message>().notNull(),
    /** Only this person sees it; null: the room. */
    audience: jsonb("audience").$type<Principal>(),
    /** Accounts and `@groups` that it is for: they are mentioned. */
    asked: jsonb("asked").$type<readonly string[]>().notNull().default(sql`'[]'`),
    desired: integer("desired").notNull().default(1),
    delivered: integer("delivered").notNull().default(0),
    /** The platform's ids of the messages that show it: one, or several where it is long. */
    refs: text("refs").array().notNull().default(sql`'{}'`),
    /** How often showing it was begun: from the second time on it may be there already, though nobody heard of it. */
    tries: integer("tries").notNull().default(0),
    /** Why it cannot be shown; it is not tried again until it changes. */
    error: text("error"),
    createdAt: moment("created_at").notNull(),
    deliveredAt: moment("delivered_at"),
  },
  (table) => [
    check("outbox_kind", inValues("kind", outboxKinds)),
    index("outbox_due").on(table.id).where(sql`delivered < desired`),
    index("outbox_refs").using("gin", table.refs),
  ],
);

/** Answers of the model by input, so that a crash does not pay twice (architecture: crash). */
export const thoughts = pgTable(
  "thoughts",
  {
    actor: text("actor").notNull(),
    digest: text("digest").notNull(),
    purpose: text("purpose").notNull(),
    value: jsonb("value").$type<Json>().notNull(),
    usage: jsonb("usage").$type<Usage>().notNull(),
    at: moment("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.actor, table.digest] })],
);

/**
 * Who did what: one keyed chain per task (product: 2.9), and one of the installation's own. Nobody changes or removes an entry: a trigger refuses it, and the
 * role the program runs as has no right to. Entries without `mac` are from before there were chains.
 */
export const audit = pgTable(
  "audit",
  {
    /** Whose chain: a task's, or `installation`. */
    task: text("task").$type<ChainId>().notNull(),
    /** Counts a chain's entries from 1, without a gap. */
    seq: integer("seq").notNull(),
    action: text("action").notNull(),
    /** Account; null: Adjutant itself. */
    by: text("by"),
    epoch: bigint("epoch", { mode: "number" }).notNull(),
    at: timestamp("at", { withTimezone: true, mode: "date", precision: 3 }).notNull(),
    /** Salted digest of the body; null: it has none. */
    body: text("body"),
    before: text("before"),
    after: text("after"),
    previous: text("previous"),
    key: text("key"),
    mac: text("mac"),
  },
  (table) => [primaryKey({ columns: [table.task, table.seq] })],
);

/** What entries say beyond the fact; erased without a break in the chain. */
export const auditBodies = pgTable(
  "audit_bodies",
  {
    task: text("task").$type<ChainId>().notNull(),
    seq: integer("seq").notNull(),
    salt: text("salt").notNull(),
    content: jsonb("content").$type<Json>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.task, table.seq] }),
    foreignKey({ columns: [table.task, table.seq], foreignColumns: [audit.task, audit.seq] }),
  ],
);

/** Facts about the installation itself: its owner, the digest of the claim code, the fingerprint of the audit's key. */
export const installation = pgTable("installation", { key: text("key").primaryKey(), value: jsonb("value").$type<Json>().notNull() });
