import { bigint, bigserial, boolean, check, index, pgTable, primaryKey, sql, text } from "../drizzle.ts";
import { amount, inValues, moment, oneOf } from "./columns.ts";
import { tasks } from "./tasks.ts";

const statuses = ["reserved", "settled", "released"] as const;

/**
 * What was spent, by task, space, person and month: one row per call, reserved before it is made and settled after. A null
 * cost is not metered, never $0.
 */
export const ledger = pgTable(
  "ledger",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    /** The task or conversation whose owner made the call. */
    actor: text("actor").notNull().default(""),
    /** The effect it was made for. */
    effect: text("effect").notNull().default(""),
    /** Null: talk that led to no task. */
    task: text("task")
      .$type<`tsk_${string}`>()
      .references(() => tasks.id),
    space: text("space"),
    account: text("account").notNull(),
    /** `2026-11`, in UTC. */
    month: text("month").notNull().default(""),
    purpose: text("purpose").notNull(),
    /** `released`: the call was never made. */
    status: oneOf("status", statuses).notNull().default("settled"),
    /** The process that made the call. */
    owner: text("owner").notNull().default(""),
    reservedMicros: bigint("reserved_micros", { mode: "number" }),
    reservedTokens: amount("reserved_tokens"),
    costMicros: bigint("cost_micros", { mode: "number" }),
    tokens: amount("tokens"),
    /** Settled at what was reserved, because its owner died or nobody told. */
    assumed: boolean("assumed").notNull().default(false),
    at: moment("at").notNull(),
    /** When nobody can be at it any more. */
    until: moment("until"),
  },
  (table) => [
    index("ledger_task").on(table.task),
    index("ledger_month").on(table.month),
    index("ledger_reserved").on(table.actor).where(sql`status = 'reserved'`),
    check("ledger_status", inValues("status", statuses)),
  ],
);

/** What was added to the cap of one month, and of no other. */
export const monthRaises = pgTable(
  "month_raises",
  {
    month: text("month").notNull(),
    /** `installation`, `space:shop`, `person:slack:U1`. */
    scope: text("scope").notNull(),
    unit: oneOf("unit", ["costMicros", "tokens"]).notNull(),
    added: amount("added"),
  },
  (table) => [primaryKey({ columns: [table.month, table.scope, table.unit] })],
);
