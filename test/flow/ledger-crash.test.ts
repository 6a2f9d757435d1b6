import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listReserved, readPaid, sumUp } from "../../src/store/ledger.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { makeHome, openProgram } from "../fixtures/program.ts";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { startHeldModel } from "../orchestrator/held-model.ts";

type Env = Readonly<Record<string, string>>;

const look = plan({ id: "look", kind: "draft", input: { text: "It is a shop.", instruction: "" } });

test("a call whose process is killed before it could tell what it used is paid at all that was reserved, once", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const script = { triage: triage(1, 1), brief: brief("c1"), plan: look, judge: judge(true, "c1"), summary: summary("Seen.") };
  const held = await startHeldModel(script, "brief");
  const home = await makeHome();
  const config = join(home, "adjutant.yaml");
  // A dollar a million: an answer of 16,384 tokens, and the question, are what the killed call had reserved.
  await writeFile(config, "model: { name: scripted, price: { input: 1, output: 1 } }\nlimits: { cost: 1 }\n");
  const env: Env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, ADJUTANT_CONFIG: config, OPENAI_BASE_URL: held.url };
  const program = await openProgram(env, home);
  onTestFinished(async () => {
    await program.close();
    await database.drop();
  });
  const child = await startWorkerProcess(env);
  const { db } = program.app.database;
  const talk = await program.ask("look at the shop");
  await held.asked;
  const [reserved] = await listReserved(db);
  await kill(child);
  expect(await listReserved(db)).toEqual([reserved]);

  const task = await talk.until(() => true);
  const before = await readPaid(db, task.id);
  await startWorkerProcess(env);
  // Whoever takes the task over pays first for what was left open.
  const paid = await talk.until(({ spend }) => spend.costMicros > before.costMicros);
  expect(paid.spend.costMicros).toBeGreaterThan(before.costMicros + 16_384);
  held.release();
  const done = await talk.until((one) => one.stage === "completed");

  const { settled, reserved: left } = await sumUp(db, { of: "task", task: done.id });
  expect({ ...settled, left: left.tokens }).toEqual({ costMicros: done.spend.costMicros, tokens: done.spend.tokens, left: 0 });
  const rows = await program.app.database
    .sql`select purpose, assumed from ledger where task = ${done.id} and purpose = 'brief' order by id`;
  expect([...rows]).toEqual([
    { purpose: "brief", assumed: true },
    { purpose: "brief", assumed: false },
  ]);
});
