import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { ConversationEvent } from "../../src/domain/conversation.ts";
import { asOwner } from "../fixtures/owner.ts";
import { openProgram, type Program } from "../fixtures/program.ts";
import { makeConversation } from "../store/bench.ts";
import { prepareGround } from "./naps.ts";

const recipe = `
title: Hello
purpose: says hello
triggers: [say hello]
headline: hello
workspace: copy
criteria:
  - { id: c1, text: it said hello, must: true }
steps:
  - { id: hello, title: hello, kind: shell, input: { command: "echo hello" }, criteria: [c1] }
`;

let program: Program;
beforeEach(async () => {
  const { env, home } = await prepareGround(recipe);
  program = await openProgram(env, home);
  onTestFinished(() => program.close());
});

async function startWorker() {
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(() => worker.stop());
  return worker;
}

test("a worker whose listening connection is ended carries on", async () => {
  await startWorker();
  const ended = await asOwner(
    program.app.database.sql,
    (sql) => sql`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()`,
  );
  expect(ended.length).toBeGreaterThan(0);
  const talk = await program.ask("say hello", { autonomy: "full" });
  expect((await talk.until((task) => task.ending !== null)).stage).toBe("completed");
});

test("what nobody was notified of is found all the same", async () => {
  await startWorker();
  const { db, sql } = program.app.database;
  const talk = await program.ask("say hello", { autonomy: "full" });
  await talk.until((task) => task.ending !== null);
  const actor = await makeConversation(db);
  const event = { type: "message", by: program.app.me, text: "help", receivedAt: Date.now() } as const satisfies ConversationEvent;
  await sql`insert into inbox (actor, dedupe_key, event, received_at) values (${actor}, ${`silent ${actor}`}, ${sql.json(event)}, now())`;
  await sql`update actors set wake_at = now() where id = ${actor}`;
  const unread = () => sql`select 1 from inbox where actor = ${actor} and processed_at is null`;
  await expect.poll(unread, { timeout: 20_000 }).toEqual([]);
});

test("a worker that is stopped while it claims begins nothing any more", async () => {
  const { db, sql } = program.app.database;
  const actor = await makeConversation(db);
  await sql`update actors set wake_at = null where id = ${actor}`;
  const worker = await program.app.work({ only: null, atOnce: 4 });
  let stopped: Promise<void> = Promise.resolve();
  await sql.begin(async (tx) => {
    // Reading goes on; whoever claims waits for us, and then finds the actor.
    await tx`lock table actors in share mode`;
    await tx`update actors set wake_at = now() where id = ${actor}`;
    await sql`select pg_notify('adjutant', 'wake cnv_any')`;
    const claiming = () =>
      asOwner(sql, (all) => all`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await expect.poll(claiming).toHaveLength(1);
    stopped = worker.stop();
  });
  await stopped;
  const [row] = await sql`select owner, wake_at is not null as waits from actors where id = ${actor}`;
  expect(row).toEqual({ owner: null, waits: true });
});
