import type { SQL } from "drizzle-orm";
import type { BriefContent } from "../../domain/brief.ts";
import type { Plan } from "../../domain/plan.ts";
import { autonomies } from "../../domain/policy.ts";
import { type Step, type StepResult, type StepSpec, stepStatuses } from "../../domain/step.ts";
import { type Stage, stages, type Task } from "../../domain/task.ts";
import type { Evaluation } from "../../domain/verdict.ts";
import type { Verification } from "../../domain/verification.ts";
import { boolean, check, doublePrecision, index, integer, jsonb, pgTable, primaryKey, serial, sql, text, unique } from "../drizzle.ts";
import { actors, conversations } from "./actors.ts";
import { amount, inValues, moment, oneOf } from "./columns.ts";

const status = (values: readonly string[], column = "status"): SQL => inValues(column, values);
const taskId = () =>
  text("task")
    .$type<Task["id"]>()
    .notNull()
    .references(() => tasks.id);

/** One piece of work. What people and queries ask for are columns; small parts that only the heart reads are jsonb. */
export const tasks = pgTable(
  "tasks",
  {
    id: text("id")
      .$type<Task["id"]>()
      .primaryKey()
      .references(() => actors.id),
    number: serial("number").notNull().unique(),
    conversation: text("conversation")
      .$type<Task["conversation"]>()
      .notNull()
      .references(() => conversations.id),
    parent: text("parent").$type<Task["id"]>(),
    requester: jsonb("requester").$type<Task["requester"]>().notNull(),
    requestedBefore: jsonb("requested_before").$type<Task["requestedBefore"]>().notNull().default([]),
    title: text("title").notNull(),
    request: text("request").notNull(),
    space: text("space"),
    place: jsonb("place").$type<Task["place"]>().notNull(),
    autonomy: oneOf("autonomy", autonomies).notNull(),
    limits: jsonb("limits").$type<Task["limits"]>().notNull(),
    allowance: jsonb("allowance").$type<Task["allowance"]>(),
    stage: oneOf("stage", stages).$type<Stage>().notNull(),
    pauses: jsonb("pauses").$type<Task["pauses"]>().notNull(),
    light: boolean("light").notNull(),
    procedure: jsonb("procedure").$type<Task["procedure"]>(),
    round: integer("round").notNull(),
    clarity: jsonb("clarity").$type<Task["interview"]["clarity"]>(),
    proceed: boolean("proceed").notNull(),
    thinking: jsonb("thinking").$type<Task["thinking"]>(),
    sayings: jsonb("sayings").$type<Task["sayings"]>().notNull(),
    heard: integer("heard").notNull(),
    repairs: integer("repairs").notNull(),
    generations: integer("generations").notNull().default(0),
    costMicros: amount("cost_micros"),
    tokens: amount("tokens"),
    activeMs: amount("active_ms"),
    regenerations: integer("regenerations").notNull().default(0),
    announced: jsonb("announced").$type<Task["announced"]>().notNull().default({}),
    verification: jsonb("verification").$type<Task["verification"]>(),
    best: jsonb("best").$type<Task["best"]>(),
    deaths: jsonb("deaths").$type<Task["deaths"]>().notNull().default({}),
    unmetered: integer("unmetered").notNull(),
    ending: jsonb("ending").$type<Task["ending"]>(),
    createdAt: moment("created_at").notNull(),
    movedAt: moment("moved_at").notNull(),
  },
  (table) => [
    check("tasks_stage", status(stages, "stage")),
    check("tasks_autonomy", status(autonomies, "autonomy")),
    index("tasks_conversation").on(table.conversation, table.number),
  ],
);

/** Immutable; a change is a new generation with its reason. */
export const briefs = pgTable(
  "briefs",
  {
    task: taskId(),
    generation: integer("generation").notNull(),
    content: jsonb("content").$type<BriefContent>().notNull(),
    reason: text("reason"),
  },
  (table) => [primaryKey({ columns: [table.task, table.generation] })],
);

/** Every version of a task's plan; the newest is in force. */
export const plans = pgTable(
  "plans",
  {
    id: text("id").$type<`pln_${string}`>().primaryKey(),
    task: taskId(),
    version: integer("version").notNull(),
    generation: integer("generation").notNull(),
    reason: text("reason").notNull(),
    madeBy: text("made_by"),
    digest: text("digest").notNull(),
    approvedBy: text("approved_by"),
    /** The approval whose votes allowed it. */
    approval: text("approval").$type<Plan["approval"]>(),
  },
  (table) => [unique("plans_version").on(table.task, table.version)],
);

/** One node of one plan version, with what became of it there. */
export const steps = pgTable(
  "steps",
  {
    plan: text("plan")
      .$type<`pln_${string}`>()
      .notNull()
      .references(() => plans.id),
    id: text("id").notNull(),
    position: integer("position").notNull(),
    spec: jsonb("spec").$type<StepSpec>().notNull(),
    status: oneOf("status", stepStatuses).notNull(),
    attempt: integer("attempt").notNull(),
    faults: integer("faults").notNull(),
    losses: integer("losses").notNull().default(0),
    /** The approval or grant that allowed exactly this step. */
    allowedBy: text("allowed_by").$type<Step["allowedBy"]>(),
    tried: jsonb("tried").$type<Step["tried"]>().notNull().default([]),
    reworks: integer("reworks").notNull().default(0),
    instructions: text("instructions"),
    verification: jsonb("verification").$type<Step["verification"]>(),
    evaluation: jsonb("evaluation").$type<Step["evaluation"]>(),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
    notBefore: moment("not_before"),
    result: jsonb("result").$type<StepResult>(),
    reason: text("reason"),
  },
  (table) => [primaryKey({ columns: [table.plan, table.id] }), check("steps_status", status(stepStatuses))],
);

/** One verdict on one plan version. */
export const evaluations = pgTable(
  "evaluations",
  {
    task: taskId(),
    version: integer("version").notNull(),
    verdict: text("verdict").$type<Evaluation["verdict"]>().notNull(),
    score: doublePrecision("score").notNull(),
    content: jsonb("content").$type<Evaluation>().notNull(),
    at: moment("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.task, table.version] }),
    check("evaluations_verdict", sql`verdict in ('green', 'yellow', 'red')`),
  ],
);

/** What checks said of one state of the files for one brief, so that the same is not checked twice (product: 2.7). */
export const verifications = pgTable(
  "verifications",
  {
    briefDigest: text("brief_digest").notNull(),
    tree: text("tree").notNull(),
    content: jsonb("content").$type<Verification>().notNull(),
    at: moment("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.briefDigest, table.tree] })],
);
