import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Inbound } from "../../src/domain/inbound.ts";
import { openApproval } from "../../src/domain/opening.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { takeIn } from "../../src/orchestrator/intake.ts";
import { hasUnread, nextUnread } from "../../src/store/inbox.ts";
import { loadDirectory } from "../../src/store/people.ts";
import { saveTask } from "../../src/store/tasks.ts";
import { transact } from "../../src/store/transaction.ts";
import { readTranscript } from "../../src/store/transcript.ts";
import { contextWith, jon, mia } from "../domain/world.ts";
import { makeTask, useBench } from "../store/bench.ts";

const bench = useBench();

type Said = Extract<Inbound, { type: "message" }>;
const message = (text: string, thread: string): Said => ({
  type: "message",
  key: randomUUID(),
  by: mia,
  address: { channel: "slack", workspace: "T1", room: "C1", thread },
  setting: { space: null, source: null, workspace: null, autonomy: null },
  text,
});

test("messages of one thread that arrive at once go to one conversation, each once", async () => {
  const thread = randomUUID();
  const burst = Array.from({ length: 12 }, (_, n) => message(`word ${n}`, thread));
  const twice = [...burst, ...burst];
  const taken = await Promise.all(twice.map((one, n) => takeIn(bench().clients[n % 3] ?? bench().db, one)));
  const actors = new Set(taken.map((one) => one?.actor));
  expect(actors.size).toBe(1);
  expect(taken.filter((one) => one?.fresh)).toHaveLength(burst.length);
  const [actor = ""] = actors;
  const [row] = await bench().sql`select count(*)::int as unread from inbox where actor = ${actor} and processed_at is null`;
  expect(row).toEqual({ unread: burst.length });
});

test("texts no database keeps are kept as far as they mean something", async () => {
  const taken = await takeIn(bench().db, message("a\u0000b \ud83d c 🎉", randomUUID()));
  const unread = await nextUnread(bench().db, taken?.actor ?? "cnv_");
  expect(unread?.event).toMatchObject({ text: "ab \ufffd c 🎉" });
});

test("a decision goes to the task of its approval; one about an approval nobody knows goes nowhere", async () => {
  const task = await makeTask(bench().db);
  const asked = openApproval(task, { kind: "fault" }, "Try again?", "read", contextWith({ mint: mintId })).task;
  const approval = asked.approvals[0]?.id ?? "apr_";
  await transact(bench().db, (tx) => saveTask(tx, task, asked, 1));
  const decision = { type: "decision", by: jon, verb: "approve", text: null } as const;
  expect(await takeIn(bench().db, { ...decision, key: randomUUID(), approval })).toEqual({ actor: task.id, fresh: true });
  expect(await takeIn(bench().db, { ...decision, key: randomUUID(), approval: "apr_none" })).toBeNull();
  expect((await nextUnread(bench().db, task.id))?.event).toMatchObject({ type: "decided", by: jon, approval, verb: "approve" });
});

test("a repeated answer is neither stored nor said twice", async () => {
  const task = await makeTask(bench().db);
  const answer = { type: "answer", key: randomUUID(), by: mia, task: task.id, question: null, text: "the web one" } as const;
  const taken = await Promise.all(bench().clients.map((client) => takeIn(client, answer)));
  expect(taken.filter((one) => one?.fresh)).toHaveLength(1);
  expect((await readTranscript(bench().db, task.conversation)).map((turn) => turn.text)).toEqual(["the web one"]);
});

test("whoever speaks is noted with the groups of now; an old delivery that comes again brings none back", async () => {
  const who = { channel: "slack", id: randomUUID(), name: "kim", groups: ["ops"] } as const;
  const first = { ...message("hello", randomUUID()), by: who };
  await takeIn(bench().db, first);
  expect((await loadDirectory(bench().db, [`slack:${who.id}`], null)).groups).toEqual({ [`slack:${who.id}`]: ["ops"] });
  const task = await makeTask(bench().db);
  await takeIn(bench().db, { type: "command", key: randomUUID(), by: { ...who, groups: [] }, task: task.id, command: "pause" });
  await takeIn(bench().db, first);
  expect((await loadDirectory(bench().db, [`slack:${who.id}`], null)).groups).toEqual({ [`slack:${who.id}`]: [] });
});

test("a command wakes its task", async () => {
  const task = await makeTask(bench().db);
  await bench().sql`update actors set wake_at = null where id = ${task.id}`;
  await takeIn(bench().db, { type: "command", key: randomUUID(), by: mia, task: task.id, command: "pause" });
  expect(await hasUnread(bench().db, task.id)).toBe(true);
  expect(await bench().sql`select wake_at <= now() as due from actors where id = ${task.id}`).toEqual([{ due: true }]);
});
