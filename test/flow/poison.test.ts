import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, triage } from "../fixtures/model-answers.ts";
import { makeHome, openProgram } from "../fixtures/program.ts";
import { startHeldModel } from "../orchestrator/held-model.ts";

type Env = Readonly<Record<string, string>>;

/** A worker in a process of its own, once it works. */
async function startWorkerProcess(env: Env): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("../fixtures/worker-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    env: { ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("a thought over which every worker dies is asked about after the third: nobody begins it again unasked", async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const held = await startHeldModel({ triage: triage(1, 1), brief: brief("c1") }, "brief");
  const home = await makeHome();
  const env: Env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, OPENAI_BASE_URL: held.url, ADJUTANT_MODEL: "scripted" };
  const program = await openProgram(env, home);
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) await kill(child);
    await program.close();
    await database.drop();
  });
  const talk = await program.ask("look at the shop");
  for (const times of [1, 2, 3]) {
    const child = await startWorkerProcess(env);
    children.push(child);
    await expect.poll(() => held.model.requestsFor("brief").length, { timeout: 60_000 }).toBe(times);
    await kill(child);
  }
  children.push(await startWorkerProcess(env));
  const asked = await talk.until((task) => openApprovals(task.approvals).length > 0);

  expect(openApprovals(asked.approvals)[0]).toMatchObject({
    subject: { kind: "fault" },
    title: expect.stringContaining("died 3 times in a row"),
  });
  expect(held.model.requestsFor("brief")).toHaveLength(3);
});
