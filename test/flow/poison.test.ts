import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, triage } from "../fixtures/model-answers.ts";
import { makeHome, openProgram } from "../fixtures/program.ts";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { startHeldModel } from "../orchestrator/held-model.ts";

type Env = Readonly<Record<string, string>>;

test("a thought over which every worker dies is asked about after the third: nobody begins it again unasked", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const held = await startHeldModel({ triage: triage(1, 1), brief: brief("c1") }, "brief");
  const home = await makeHome();
  const env: Env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, OPENAI_BASE_URL: held.url, ADJUTANT_MODEL: "scripted" };
  const program = await openProgram(env, home);
  onTestFinished(async () => {
    await program.close();
    await database.drop();
  });
  const talk = await program.ask("look at the shop");
  for (const times of [1, 2, 3]) {
    const child = await startWorkerProcess(env);
    await expect.poll(() => held.model.requestsFor("brief").length, { timeout: 60_000 }).toBe(times);
    await kill(child);
  }
  await startWorkerProcess(env);
  const asked = await talk.until((task) => openApprovals(task.approvals).length > 0);

  expect(openApprovals(asked.approvals)[0]).toMatchObject({
    subject: { kind: "fault" },
    title: expect.stringContaining("died 3 times in a row"),
  });
  expect(held.model.requestsFor("brief")).toHaveLength(3);
});
