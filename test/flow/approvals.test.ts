import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals, type Verb } from "../../src/domain/approval.ts";
import type { ApprovalId } from "../../src/domain/id.ts";
import type { Inbound } from "../../src/domain/inbound.ts";
import type { Principal } from "../../src/domain/principal.ts";
import type { Task } from "../../src/domain/task.ts";
import { takeIn } from "../../src/orchestrator/intake.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { hasUnread, readOutcome } from "../../src/store/inbox.ts";
import { stateFact } from "../../src/store/installation.ts";
import { listMessages } from "../../src/store/shown.ts";
import { loadTask } from "../../src/store/tasks.ts";
import { type Reader, transact } from "../../src/store/transaction.ts";
import { openProgram, type Program, type Talk } from "../fixtures/program.ts";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { prepareGround } from "../orchestrator/naps.ts";
import { openBench } from "../store/bench.ts";

const recipe = `
title: Look
purpose: looks around
triggers: [look around]
headline: look
workspace: copy
criteria:
  - { id: c1, text: it looked, must: true }
steps:
  - { id: look, title: look, kind: shell, input: { command: "echo looked" }, criteria: [c1] }
`;
const stranger: Principal = { channel: "terminal", id: "99999", name: "eve", groups: [] };

/** A task whose plan waits for its approval, the person who asked, and two processes that work. */
type Scene = { readonly program: Program; readonly talk: Talk; readonly task: Task; readonly approval: ApprovalId; readonly me: Principal };

async function askForPlan(
  configuration = "",
): Promise<Scene & { readonly db: Reader; readonly clients: readonly Reader[]; stopWork(): Promise<void> }> {
  const { env, home, url } = await prepareGround(recipe);
  await appendFile(env["ADJUTANT_CONFIG"] ?? "", configuration);
  const program = await openProgram(env, home);
  const bench = await openBench(url ?? missing("database"));
  onTestFinished(async () => {
    await bench.close();
    await program.close();
  });
  const workers = [await startWorkerProcess(env), await startWorkerProcess(env)];
  const talk = await program.ask("look around", { autonomy: "manual" });
  const task = await talk.rest();
  const approval = openApprovals(task.approvals)[0]?.id;
  if (!approval) throw new Error(`nothing is asked in ${task.stage}`);
  const stopWork = async () => void (await Promise.all(workers.map(kill)));
  const { db } = program.app.database;
  return { program, talk, task, approval, me: program.app.me, db, clients: [db, ...bench.clients], stopWork };
}

/** Sends answers from several connections and waits until each was read; returns why each changed nothing, or null. */
async function sendAll(clients: readonly Reader[], inbounds: readonly Inbound[]): Promise<readonly (string | null)[]> {
  const at = (n: number) => clients[n % clients.length] ?? missing("client");
  await Promise.all(inbounds.map((inbound, n) => takeIn(at(n), inbound)));
  const outcomes = () => Promise.all(inbounds.map(({ key }) => readOutcome(at(0), key)));
  await expect.poll(async () => (await outcomes()).includes(null), { timeout: 30_000 }).toBe(false);
  return (await outcomes()).map((outcome) => outcome?.refusal ?? null);
}

function missing(what: string): never {
  throw new Error(`there is no ${what}`);
}

function approve(approval: ApprovalId, by: Principal): Inbound {
  return decide(approval, by, "approve");
}

function decide(approval: ApprovalId, by: Principal, verb: Verb): Inbound {
  return { type: "decision", key: randomUUID(), by, approval, verb, text: null };
}

/** Everything kept of a task, but for when it last moved. */
async function rowsOf(db: Reader, { id }: Task): Promise<string> {
  const { movedAt: _, ...rest } = (await loadTask(db, id)) ?? missing("task");
  return JSON.stringify(rest);
}

test("of many answers at once, over several connections to two processes, exactly one takes effect; the others are told in private", async () => {
  const { program, talk, task, approval, me, db, clients } = await askForPlan();
  const answers = Array.from({ length: 12 }, () => approve(approval, me));
  const refusals = await sendAll(clients, answers);
  expect(refusals.filter((reason) => reason === null)).toHaveLength(1);
  for (const reason of refusals) expect(reason ?? "closed: approved by").toMatch(/closed: approved by|is completed/);
  // The step of a task that is asked about everything is the next thing that waits.
  expect((await talk.rest()).plan).toMatchObject({ approval, approvedBy: `approved by ${me.name}` });
  const { sql } = program.app.database;
  const [counted] = await sql`select count(*)::int as times from audit where task = ${task.id} and action = 'approval.decided'`;
  expect(counted).toEqual({ times: 1 });
  const told = (await listMessages(db, task.conversation)).filter((row) => row.audience !== null);
  expect(told.map((row) => row.audience?.id)).toEqual(Array(answers.length - 1).fill(me.id));
});

test("of approving and rejecting at once exactly one takes effect, and the task is what that one says", async () => {
  const { program, talk, task, approval, me, db, clients } = await askForPlan();
  const answers = Array.from({ length: 12 }, (_, n) => decide(approval, me, n % 2 === 0 ? "approve" : "reject"));
  const refusals = await sendAll(clients, answers);
  expect(refusals.filter((reason) => reason === null)).toHaveLength(1);
  const winner = answers[refusals.indexOf(null)];
  const verb = winner?.type === "decision" ? winner.verb : missing("winner");
  const ended = await talk.rest();
  expect(ended.approvals.find((one) => one.id === approval)).toMatchObject({ votes: [{ verb }] });
  if (verb === "approve") expect(ended.plan).toMatchObject({ approval, approvedBy: `approved by ${me.name}` });
  else expect(ended).toMatchObject({ stage: "cancelled", plan: { approvedBy: null, approval: null } });
  const { sql } = program.app.database;
  const decided = await sql`
    select b.content ->> 'verb' as verb from audit a join audit_bodies b using (task, seq) where a.task = ${task.id} and a.action = 'approval.decided'`;
  expect(decided).toMatchObject([{ verb }]);
  const told = (await listMessages(db, task.conversation)).filter((row) => row.audience !== null);
  expect(told).toHaveLength(answers.length - 1);
});

test("an answer to a version of the plan that was superseded changes nothing and says so; the newest one is still asked", async () => {
  const { talk, task, approval, me, db, clients } = await askForPlan();
  await sendAll(clients, [{ type: "edit", key: randomUUID(), by: me, task: task.id, edit: { kind: "manual", step: "look" } }]);
  const newer = await talk.until(({ plan }) => plan?.version === 2);
  const before = await rowsOf(db, newer);
  const [refusal] = await sendAll(clients, [approve(approval, me)]);
  expect(refusal).toMatch(/^This was about version 1 and is closed: /);
  expect(await rowsOf(db, newer)).toBe(before);
  expect(newer).toMatchObject({ stage: "awaiting_approval", plan: { approvedBy: null } });
  expect(openApprovals(newer.approvals)).toMatchObject([{ subject: { kind: "plan" }, version: 2 }]);
  const told = (await listMessages(db, task.conversation)).filter((row) => row.audience?.id === me.id);
  expect(told.at(-1)).toMatchObject({ body: { kind: "reply", text: refusal } });
});

test("a vote without the role that approves changes nothing and is told who may; with the role it counts", async () => {
  const { task, approval, db, clients } = await askForPlan('approvals: { approvers: { execute: ["@ops"] } }\n');
  await transact(db, (tx) => stateFact(tx, "owner", "slack:U2"));
  const before = await rowsOf(db, task);
  const [refusal] = await sendAll(clients, [approve(approval, { ...stranger, groups: ["dev", "operations"] })]);
  expect(refusal).toBe("You can't approve `execute` here; @ops can.");
  expect(await rowsOf(db, task)).toBe(before);
  const told = (await listMessages(db, task.conversation)).filter((row) => row.audience?.id === stranger.id);
  expect(told).toMatchObject([{ body: { kind: "reply", text: refusal } }]);
  expect(await sendAll(clients, [approve(approval, { ...stranger, groups: ["ops"] })])).toEqual([null]);
  expect((await loadTask(db, task.id))?.approvals[0]).toMatchObject({ status: "approved" });
});

test("sentences that only contain the words approve and reject nothing, and are told that they could not be read", async () => {
  const { program, talk, task, approval, db } = await askForPlan();
  const sentences = ["I would not approve this", "approve? not yet", "please don't reject it, approve it later", "approved by nobody"];
  const answered = async () => (await listMessages(db, talk.conversation)).filter((row) => row.audience?.id === program.app.me.id);
  for (const [said, text] of sentences.entries()) {
    await talk.say(text);
    await expect.poll(async () => (await answered()).length, { timeout: 30_000 }).toBe(said + 1);
    expect((await answered()).at(-1)).toMatchObject({
      body: { kind: "reply", text: expect.stringContaining(`I could not read "${text}"`) },
    });
  }
  const now = (await loadTask(db, task.id)) ?? missing("task");
  expect(now).toMatchObject({ stage: "awaiting_approval", plan: { approvedBy: null } });
  expect(now.approvals).toMatchObject([{ id: approval, status: "open", votes: [] }]);
});

test("the click of somebody who may not decide changes nothing and is answered in private with the reason", async () => {
  const { task, approval, db, clients } = await askForPlan();
  await transact(db, (tx) => stateFact(tx, "owner", "slack:U2"));
  const before = await rowsOf(db, task);
  const [refusal] = await sendAll(clients, [approve(approval, stranger)]);
  expect(refusal).toBe("You can't approve `execute` here; the owner can.");
  expect(await rowsOf(db, task)).toBe(before);
  const told = (await listMessages(db, task.conversation)).filter((row) => row.audience?.id === stranger.id);
  expect(told).toMatchObject([{ body: { kind: "reply", text: refusal } }]);
});

test("an answer to an approval nobody knows goes nowhere", async () => {
  const { task, me, db } = await askForPlan();
  const before = await rowsOf(db, task);
  expect(await takeIn(db, approve("apr_unknown", me))).toBeNull();
  expect(await hasUnread(db, task.id)).toBe(false);
  expect(await rowsOf(db, task)).toBe(before);
});

test("an answer to something that was decided before changes nothing and says what became of it", async () => {
  const { talk, approval, me, db, clients } = await askForPlan();
  await sendAll(clients, [approve(approval, me)]);
  const after = await talk.rest();
  const before = await rowsOf(db, after);
  const [refusal] = await sendAll(clients, [decide(approval, me, "reject")]);
  expect(refusal).toBe(`This was about version 1 and is closed: approved by ${me.name}.`);
  expect(await rowsOf(db, after)).toBe(before);
});

test("a vote that was taken back before it was read never counts", async () => {
  const { program, task, approval, me, db, stopWork } = await askForPlan();
  await stopWork();
  const vote = approve(approval, me);
  const withdrawal: Inbound = { type: "withdrawal", key: randomUUID(), by: me, approval, verb: "approve" };
  await takeIn(db, vote);
  await takeIn(db, withdrawal);
  const worker = await program.app.work({ only: [task.id], atOnce: 4 });
  await expect.poll(() => readOutcome(db, withdrawal.key), { timeout: 30_000 }).not.toBeNull();
  await worker.stop();
  expect(await readOutcome(db, vote.key)).toEqual({ refusal: "taken back before it counted" });
  const detail = { approval, verb: "approve", counted: false };
  expect(await readAudit(db, task.id)).toContainEqual(
    expect.objectContaining({ action: "approval.withdrawn", by: `${me.channel}:${me.id}`, detail }),
  );
  expect(await loadTask(db, task.id)).toMatchObject({ stage: "awaiting_approval", approvals: [{ status: "open", votes: [] }] });
});
