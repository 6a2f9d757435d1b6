import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { afterAll, beforeAll } from "vitest";
import type { ActorId, ConversationId, TaskId } from "../../src/domain/id.ts";
import type { Task } from "../../src/domain/task.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { claimActor, type Lease } from "../../src/store/actors.ts";
import { connect, parseDatabaseUrl } from "../../src/store/address.ts";
import { openConversation } from "../../src/store/conversations.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { type Delivery, deliver, markRead, nextUnread } from "../../src/store/inbox.ts";
import { createTask, loadTask } from "../../src/store/tasks.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { mia, taskWith } from "../domain/world.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";

/** One database with the product's schema, and several processes' worth of clients on it. */
export type Bench = {
  readonly databaseUrl: string;
  readonly db: Reader;
  /** Each with connections of its own. */
  readonly clients: readonly [Reader, Reader, Reader];
  readonly role: string | null;
  /** For what a test does behind the store's back, as the owner of everything. */
  readonly sql: Sql;
  /** The same database, with clients that connect anew. */
  reopen(): Promise<Bench>;
  close(): Promise<void>;
};

/** How the suite gets a database: fresh, and given back by whoever asked. */
export type OpenBench = () => Promise<Bench>;

/** Opens the database of a URL several times over. */
export async function openBench(databaseUrl: string): Promise<Bench> {
  const open = () => openDatabase({ databaseUrl, home: "/nonexistent" });
  const first = await open();
  const others: readonly [Database, Database] = [await open(), await open()];
  const all = [first, ...others];
  const sql = connect(parseDatabaseUrl(databaseUrl), { max: 5, max_lifetime: null });
  const close = async () => void (await Promise.all([...all.map((one) => one.close()), sql.end({ timeout: 5 })]));
  return {
    databaseUrl,
    db: first.db,
    clients: [first.db, others[0].db, others[1].db],
    role: first.role,
    sql,
    reopen: () => openBench(databaseUrl),
    close,
  };
}

/** A bench on the test run's server for the tests that follow: made before them, gone after them. */
export function useBench(open: OpenBench = openOwn): () => Bench {
  let bench: Bench | null = null;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench?.close());
  return () => {
    if (!bench) throw new Error("no test has begun");
    return bench;
  };
}

async function openOwn(): Promise<Bench> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  return benchOn(database);
}

/** A bench on a database of its own, which goes with it. */
export async function benchOn(database: TestDatabase): Promise<Bench> {
  const bench = await openBench(database.url);
  const close = async () => {
    await bench.close();
    await database.drop();
  };
  return { ...bench, close };
}

/** A conversation at an address of its own; its actor needs an owner at once. */
export function makeConversation(db: Reader, room = "r"): Promise<ConversationId> {
  const address = { channel: "terminal", workspace: "w", room, thread: randomUUID() } as const;
  const setting = { space: null, source: null, workspace: null, autonomy: null };
  return transact(db, (tx) => openConversation(tx, mintId("cnv"), address, setting, Date.now()));
}

/** A task as a conversation makes it, as it reads afterwards. */
export async function makeTask(db: Reader, rest: Partial<Task> = {}): Promise<Task> {
  const conversation = await makeConversation(db);
  const { number: _, ...task } = taskWith({ id: mintId("tsk"), conversation, ...rest });
  await transact(db, (tx) => createTask(tx, task));
  return readTask(db, task.id);
}

export async function readTask(db: Reader, id: TaskId): Promise<Task> {
  const task = await loadTask(db, id);
  if (!task) throw new Error(`there is no task ${id}`);
  return task;
}

/** Claims one actor; whatever else there is stays alone, so that tests share a database. */
export function claim(db: Reader, actor: ActorId, owner = "here 1 1"): Promise<Lease | null> {
  return claimActor(db, { owner, host: "here", only: [actor] });
}

/** Claims an actor that must be free. */
export async function take(db: Reader, actor: ActorId, owner?: string): Promise<Lease> {
  const lease = await claim(db, actor, owner);
  if (!lease) throw new Error(`${actor} cannot be claimed`);
  return lease;
}

/** Words of a person, or a command, for a task. */
export function wordsFor(actor: ActorId, text: string, command?: "cancel" | "pause" | "resume" | "proceed"): Delivery {
  const event = command
    ? ({ type: "commanded", by: mia, command } as const)
    : ({ type: "said", by: mia, text, receivedAt: Date.now() } as const);
  return { actor, dedupeKey: randomUUID(), event, receivedAt: Date.now() };
}

export function send(db: Reader, delivery: Delivery): Promise<boolean> {
  return transact(db, (tx) => deliver(tx, delivery));
}

/** Reads everything an actor has, and returns the texts and commands in the order in which they were read. */
export async function readAll(db: Reader, actor: ActorId): Promise<readonly string[]> {
  const read: string[] = [];
  for (let next = await nextUnread(db, actor); next; next = await nextUnread(db, actor)) {
    const { id, event } = next;
    read.push(event.type === "commanded" ? event.command : "text" in event ? (event.text ?? "") : event.type);
    await transact(db, (tx) => markRead(tx, id, null));
  }
  return read;
}
