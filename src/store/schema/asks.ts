import type { Approval, Verb } from "../../domain/approval.ts";
import type { Question } from "../../domain/interview.ts";
import type { Principal } from "../../domain/principal.ts";
import { tiers } from "../../domain/tier.ts";
import { check, index, integer, jsonb, pgTable, primaryKey, text } from "../drizzle.ts";
import { inValues, moment, oneOf } from "./columns.ts";
import { tasks } from "./tasks.ts";

const approvalStatuses = ["open", "approved", "rejected", "changes_requested", "expired", "void"] as const;
const verbs = ["approve", "reject", "change"] as const satisfies readonly Verb[];

const taskId = () =>
  text("task")
    .$type<`tsk_${string}`>()
    .notNull()
    .references(() => tasks.id);

/** What people are or were asked, in the interview and by `ask` steps. */
export const questions = pgTable(
  "questions",
  {
    id: text("id").$type<`qst_${string}`>().primaryKey(),
    task: taskId(),
    step: text("step"),
    topic: text("topic").notNull(),
    text: text("text").notNull(),
    choices: jsonb("choices").$type<readonly string[]>().notNull(),
    why: text("why"),
    round: integer("round").notNull(),
    askedAt: moment("asked_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    reminders: integer("reminders").notNull(),
    answer: text("answer"),
    answeredBy: text("answered_by"),
    /** What is offered, where it asks for no fact. */
    offer: jsonb("offer").$type<Question["offer"]>(),
  },
  (table) => [index("questions_task").on(table.task)],
);

/** Requests for a decision, each bound to one subject at one version and digest. */
export const approvals = pgTable(
  "approvals",
  {
    id: text("id").$type<`apr_${string}`>().primaryKey(),
    task: taskId(),
    subject: jsonb("subject").$type<Approval["subject"]>().notNull(),
    version: integer("version").notNull(),
    digest: text("digest").notNull(),
    tier: oneOf("tier", tiers).notNull(),
    status: oneOf("status", approvalStatuses).notNull(),
    title: text("title").notNull(),
    openedAt: moment("opened_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    reminders: integer("reminders").notNull(),
    reason: text("reason"),
  },
  (table) => [
    index("approvals_task").on(table.task),
    check("approvals_status", inValues("status", approvalStatuses)),
    check("approvals_tier", inValues("tier", tiers)),
  ],
);

/** One person's word on one approval. A vote is not a decision. */
export const votes = pgTable(
  "votes",
  {
    approval: text("approval")
      .$type<`apr_${string}`>()
      .notNull()
      .references(() => approvals.id),
    account: text("account").notNull(),
    /** Who spoke, with the groups they had then. */
    by: jsonb("by").$type<Principal>().notNull(),
    verb: oneOf("verb", verbs).notNull(),
    text: text("text"),
    at: moment("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.approval, table.account] }), check("votes_verb", inValues("verb", verbs))],
);
