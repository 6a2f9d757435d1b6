import { expect, onTestFinished, test } from "vitest";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { openProgram } from "../fixtures/program.ts";
import { startHeldModel } from "./held-model.ts";
import { napRecipe, prepareGround } from "./naps.ts";

test("an answer that did not hear what was said meanwhile is asked for again, with the words in it", async () => {
  const { url, model, asked, release } = await startHeldModel(
    {
      triage: triage(1, 1),
      brief: brief("c1"),
      classify: { answer: { kind: "chat", reply: "Noted.", instruction: null } },
      plan: plan({ id: "look", kind: "shell", input: { command: "echo looked" } }),
      judge: judge(true, "c1"),
      summary: summary("Looked."),
    },
    "brief",
  );
  const { env, home } = await prepareGround(napRecipe().recipe);
  const program = await openProgram({ ...env, OPENAI_BASE_URL: url, ADJUTANT_MODEL: "scripted" }, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const talk = await program.ask("look around", { autonomy: "full" });
  await asked;
  await talk.say("and mind the tabs");
  await talk.until((task) => task.heard > 0);
  release();
  const done = await talk.until((task) => task.ending !== null);

  expect(done).toMatchObject({ stage: "completed", brief: { generation: 1 } });
  const [first, second, ...more] = model.requestsFor("brief");
  expect(first?.prompt).not.toContain("mind the tabs");
  expect(second?.prompt).toContain("mind the tabs");
  expect(more).toEqual([]);
  // Both answers were paid for, and both are booked.
  const { sql } = program.app.database;
  const [booked] = await sql`select count(*)::int as answers from ledger where task = ${done.id} and purpose = 'brief'`;
  expect(booked).toEqual({ answers: 2 });
});

test("messages that come while the first is read are read together, once, and all of it is paid for by the task", async () => {
  const { url, model, asked, release } = await startHeldModel({ triage: triage(1, 1), brief: brief("c1") }, "triage");
  const { env, home } = await prepareGround(napRecipe().recipe);
  const program = await openProgram({ ...env, OPENAI_BASE_URL: url, ADJUTANT_MODEL: "scripted" }, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const talk = await program.ask("look around");
  await asked;
  await talk.say("and mind the tabs");
  await talk.say("and the spaces");
  release();
  const task = await talk.until(() => true);

  expect(task.request).toBe("look around\nand mind the tabs\nand the spaces");
  const [first, second, ...more] = model.requestsFor("triage");
  expect(first?.prompt).not.toContain("mind the tabs");
  expect(second?.prompt).toContain("and the spaces");
  expect(more).toEqual([]);
  const { sql } = program.app.database;
  const booked = await sql`select task from ledger where purpose = 'triage' order by id`;
  expect(booked.map((row) => row["task"])).toEqual([task.id, task.id]);
});
