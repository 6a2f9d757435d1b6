import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { Principal } from "../../src/domain/principal.ts";
import type { Task } from "../../src/domain/task.ts";
import { takeIn } from "../../src/orchestrator/intake.ts";
import { finishLink, startLink, unlink } from "../../src/orchestrator/linking.ts";
import { hasUnread, readOutcome } from "../../src/store/inbox.ts";
import { listMessages } from "../../src/store/shown.ts";
import { loadTask, tasksOfConversation } from "../../src/store/tasks.ts";
import { transact } from "../../src/store/transaction.ts";
import { readTranscript } from "../../src/store/transcript.ts";
import { brief, plan, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { openProgram, type Program, type Talk } from "../fixtures/program.ts";
import { napRecipe, prepareGround } from "../orchestrator/naps.ts";

const usual: ModelScript = {
  triage: triage(1, 1),
  brief: brief("c1"),
  plan: plan({ id: "look", kind: "shell", input: { command: "true" } }),
};

/** A program with a scripted model, and a task whose plan waits for its approval. */
async function planAsked(script: ModelScript = {}): Promise<{ program: Program; talk: Talk }> {
  const model = await startModelServer({ ...usual, ...script });
  const { env, home } = await prepareGround(napRecipe().recipe);
  const program = await openProgram({ ...env, OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" }, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
    await model.close();
  });
  const talk = await program.ask("look around");
  await talk.rest();
  return { program, talk };
}

/** What was told in private, newest last, as soon as there is so much of it. */
async function toldPrivately({ app }: Program, talk: Talk, count: number): Promise<readonly string[]> {
  const read = async () => (await listMessages(app.database.db, talk.conversation)).filter((row) => row.audience !== null);
  await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  return (await read()).map(({ body }) => ("text" in body ? body.text : ""));
}

test("`assign` finds whom it knows, says whom it does not, and hands the task over", async () => {
  const { program, talk } = await planAsked();
  await talk.say("assign @ann");
  expect(await toldPrivately(program, talk, 1)).toEqual([expect.stringMatching(/^I know nobody called @ann here/)]);
  const ann: Principal = { channel: "terminal", id: "4242", name: "ann", groups: [] };
  const address = { channel: "terminal", workspace: "test", room: "test", thread: randomUUID() } as const;
  const setting = { space: null, source: null, workspace: null, autonomy: null };
  await takeIn(program.app.database.db, { type: "message", key: randomUUID(), by: ann, address, setting, text: "status" });
  await program.app.database.sql`insert into installation (key, value) values ('owner', '"slack:U2"')`;
  await talk.say("assign @ann");
  const handed = await talk.until((task) => task.requester.id === ann.id);
  expect(handed.requestedBefore).toMatchObject([{ id: program.app.me.id }]);
  // Who handed it over is not the requester any more; as the operator they may still approve.
  const [, ...told] = await toldPrivately(program, talk, 3);
  expect(told).toEqual([expect.stringContaining("is yours now, handed over by"), expect.stringContaining("is ann's now, handed over by")]);
});

test("a new topic that is accepted is a second task of the same conversation, which is interviewed and planned by itself", async () => {
  const { program, talk } = await planAsked({ classify: { answer: { kind: "new_task", reply: null, instruction: null } } });
  await talk.say("paint the shed, too");
  await talk.until((task) => task.interview.questions.some((one) => one.offer?.kind === "start"));
  await talk.answer("Yes");
  const { db } = program.app.database;
  await expect.poll(async () => (await tasksOfConversation(db, talk.conversation)).length, { timeout: 20_000 }).toBe(2);
  const second = await talk.until((task) => task.request === "paint the shed, too" && openApprovals(task.approvals).length > 0);
  const [first] = await tasksOfConversation(db, talk.conversation);
  expect(second).toMatchObject({ stage: "awaiting_approval", parent: null, requester: { id: program.app.me.id } });
  expect(first && (await loadTask(db, first))).toMatchObject({ stage: "awaiting_approval", plan: { version: 1 } });
});

test("a space's own policy holds for what is asked in it, and for nothing else", async () => {
  const { env, home } = await prepareGround(napRecipe().recipe);
  const config = join(home, "spaces.yaml");
  await writeFile(config, `spaces: [{ name: shop, path: ${home}, requesters: ["slack:U7"], approvals: { quorum: 2 } }]\n`);
  const program = await openProgram({ ...env, ADJUTANT_CONFIG: config }, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const { db, sql } = program.app.database;
  await sql`insert into installation (key, value) values ('owner', '"slack:U2"')`;
  const ann: Principal = { channel: "terminal", id: "4242", name: "ann", groups: [] };
  const ask = async (space: string | null) => {
    const address = { channel: "terminal", workspace: "test", room: "test", thread: randomUUID() } as const;
    const setting = { space, source: null, workspace: null, autonomy: null };
    const taken = await takeIn(db, { type: "message", key: randomUUID(), by: ann, address, setting, text: "take a nap" });
    const conversation = taken?.actor ?? "";
    if (!conversation.startsWith("cnv_")) throw new Error("a message went to no conversation");
    await expect.poll(() => hasUnread(db, `cnv_${conversation.slice(4)}`), { timeout: 20_000 }).toBe(false);
    const shown = await listMessages(db, `cnv_${conversation.slice(4)}`);
    return shown.flatMap(({ body, audience }) => (audience?.id === ann.id && "text" in body ? [body.text] : []));
  };
  expect(await ask("shop")).toEqual(["You can't ask for work here; slack:U7 can."]);
  expect(await ask(null)).toEqual([]);
});

test("who asked cannot approve under four eyes from an account that was linked to theirs then and stands alone now", async () => {
  const { env, home } = await prepareGround(napRecipe().recipe);
  const config = join(home, "strict.yaml");
  await writeFile(config, `approvals: { four_eyes: true, approvers: { execute: ["terminal:4242", "terminal:4343"] } }\n`);
  const model = await startModelServer(usual);
  const program = await openProgram({ ...env, ADJUTANT_CONFIG: config, OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" }, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
    await model.close();
  });
  const { db, sql } = program.app.database;
  await sql`insert into installation (key, value) values ('owner', '"slack:U2"')`;
  const [ann, ben]: readonly Principal[] = ["4242", "4343"].map((id) => ({ channel: "terminal", id, name: `u${id}`, groups: [] }));
  if (!ann || !ben) throw new Error("nobody is there");
  const link = async (to: Principal) => {
    const told = await transact(db, (tx) => startLink(tx, program.app.me, Date.now()));
    expect(
      (await transact(db, (tx) => finishLink(tx, program.app.engine, to, /`link (\S+)`/.exec(told)?.[1] ?? "", Date.now()))).done,
    ).toBe(true);
  };
  const approve = async (task: Task, by: Principal) => {
    const [open] = openApprovals(task.approvals);
    const key = randomUUID();
    await takeIn(db, { type: "decision", key, by, approval: open?.id ?? "apr_none", verb: "approve", text: null });
    await expect.poll(() => readOutcome(db, key), { timeout: 20_000 }).not.toBeNull();
    return (await readOutcome(db, key))?.refusal ?? null;
  };
  // One was linked before it was asked for, the other in between; neither is any more.
  await link(ann);
  const talk = await program.ask("look around", { autonomy: "manual" });
  const task = await talk.rest();
  await link(ben);
  for (const one of [ann, ben]) await transact(db, (tx) => unlink(tx, program.app.engine, one));
  for (const one of [ann, ben]) expect(await approve(task, one)).toBe("You asked for this one, and a second person has to approve it.");
  // What is asked for from now on is another matter.
  const next = await program.ask("look around again", { autonomy: "manual" });
  const asked = await next.rest();
  await sql`update partings set at = at - interval '1 hour'`;
  expect(await approve(asked, ben)).toBeNull();
});

test("a link code is told in private and never becomes part of the conversation", async () => {
  const { program, talk } = await planAsked();
  await talk.say("link");
  const [told = ""] = await toldPrivately(program, talk, 1);
  const code = /`link (\S+)`/.exec(told)?.[1] ?? "";
  expect(code).toHaveLength(12);
  await talk.say(`link ${code}`);
  expect((await toldPrivately(program, talk, 2)).at(-1)).toContain("this account's own code");
  const said = (await readTranscript(program.app.database.db, talk.conversation)).map((turn) => turn.text);
  expect(said).toContain("look around");
  expect(said.join("\n")).not.toContain(code);
});
