import type { Address, ConversationEvent, Setting, Triaging } from "../../domain/conversation.ts";
import type { TaskEvent, TaskRequest } from "../../domain/event.ts";
import type { ActorId } from "../../domain/id.ts";
import type { Json } from "../../domain/json.ts";
import { bigint, bigserial, boolean, check, index, integer, jsonb, pgTable, sql, text, unique } from "../drizzle.ts";
import { inValues, moment, oneOf } from "./columns.ts";

const kinds = ["conversation", "task"] as const;

/**
 * Ownership of the durable actors, one row each: who runs it (lease with epoch) and when it needs an owner. Conversations
 * and tasks are both rows here, so claiming is one query and the epoch check one condition.
 */
export const actors = pgTable(
  "actors",
  {
    id: text("id").$type<ActorId>().primaryKey(),
    kind: oneOf("kind", kinds).notNull(),
    /** `host pid start-time` of the owning process; null while nobody runs it. */
    owner: text("owner"),
    epoch: bigint("epoch", { mode: "number" }).notNull().default(sql`0`),
    leaseUntil: moment("lease_until"),
    /** When it needs an owner: now while anything is in flight or unread, a deadline, or never. */
    wakeAt: moment("wake_at"),
    /** The machine its workspace is on; null: anywhere. */
    host: text("host"),
  },
  (table) => [check("actors_kind", inValues("kind", kinds)), index("actors_wake").on(table.wakeAt).where(sql`wake_at is not null`)],
);

/** Everything that happened to an actor from outside, stored before anything else. The queue: unread rows have no `processed_at`. */
export const inbox = pgTable(
  "inbox",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    actor: text("actor")
      .$type<ActorId>()
      .notNull()
      .references(() => actors.id),
    /** What makes a redelivery the same; unique for ever. */
    dedupeKey: text("dedupe_key").notNull(),
    event: jsonb("event").$type<TaskRequest | Extract<TaskEvent, { type: "used" }> | ConversationEvent>().notNull(),
    /** Stop and pause go ahead of everything queued. */
    urgent: boolean("urgent").notNull().default(false),
    receivedAt: moment("received_at").notNull(),
    processedAt: moment("processed_at"),
    /** How often working on it broke; after five it is put aside. */
    breaks: integer("breaks").notNull().default(0),
    /** Why it was refused, told to who sent it. */
    refusal: text("refusal"),
  },
  (table) => [unique("inbox_dedupe").on(table.dedupeKey), index("inbox_unread").on(table.actor, table.id).where(sql`processed_at is null`)],
);

/** Which process serves a channel: one at a time holds its connection and shows what is due there. */
export const channels = pgTable("channels", {
  channel: text("channel").$type<Address["channel"]>().primaryKey(),
  owner: text("owner").notNull(),
  leaseUntil: moment("lease_until").notNull(),
});

/** What platforms sent, stored before it was acknowledged and before anybody knows what it means. The key stays for some days after the work is done: platforms send again. */
export const arrivals = pgTable(
  "arrivals",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    channel: text("channel").$type<Address["channel"]>().notNull(),
    key: text("key").notNull(),
    /** What has to be worked on one after the other: a conversation. */
    lane: text("lane").notNull(),
    /** Null once the work is done. */
    content: jsonb("content").$type<Json>(),
    receivedAt: moment("received_at").notNull(),
    doneAt: moment("done_at"),
    /** How often working on it broke; after five it is put aside. */
    breaks: integer("breaks").notNull().default(0),
    /** Why it was put aside. */
    error: text("error"),
  },
  (table) => [
    unique("arrivals_once").on(table.channel, table.key),
    index("arrivals_open").on(table.channel, table.id).where(sql`done_at is null`),
  ],
);

/** One thread or direct-message exchange. */
export const conversations = pgTable(
  "conversations",
  {
    id: text("id")
      .$type<`cnv_${string}`>()
      .primaryKey()
      .references(() => actors.id),
    channel: text("channel").$type<Address["channel"]>().notNull(),
    workspace: text("workspace").notNull(),
    room: text("room").notNull(),
    thread: text("thread").notNull(),
    setting: jsonb("setting").$type<Setting>().notNull(),
    triaging: jsonb("triaging").$type<Triaging>(),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [unique("conversations_address").on(table.channel, table.workspace, table.room, table.thread)],
);

const roles = ["requester", "member", "adjutant", "stranger"] as const;

/** What was said, by whom: the original request and every question and answer reach every later prompt (product: 2.1). */
export const transcript = pgTable(
  "transcript",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    conversation: text("conversation")
      .$type<`cnv_${string}`>()
      .notNull()
      .references(() => conversations.id),
    author: text("author").notNull(),
    role: oneOf("role", roles).notNull(),
    text: text("text").notNull(),
    at: moment("at").notNull(),
    /** A question, or said while one was open: it reaches every later prompt, however long ago. */
    kept: boolean("kept").notNull().default(false),
  },
  (table) => [check("transcript_role", inValues("role", roles)), index("transcript_conversation").on(table.conversation, table.id)],
);
