import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { startProgram } from "../fixtures/program.ts";

let database: TestDatabase;

beforeAll(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
});
afterAll(() => database.drop());

/** A program with one place for steps, and tasks whose only step reaches outside; each is led until somebody is asked, or it has ended. */
async function startShipping() {
  const step = { id: "ship", kind: "execute", input: { argv: ["echo", "shipped"] }, tier: "external" };
  const model = await startModelServer({
    triage: triage(1, 1),
    brief: brief("c1"),
    plan: plan({ ...step, criteria: ["c1"] }),
    judge: judge(true, "c1"),
    summary: summary("Shipped."),
  });
  const directory = await mkdtemp(join(tmpdir(), "adjutant-config-"));
  const config = join(directory, "adjutant.yaml");
  await writeFile(config, "parallel:\n  process: 1\n");
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_CONFIG: config });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await rm(directory, { recursive: true, force: true });
  });
  const approved = async (text: string) => {
    const talk = await program.ask(text);
    await talk.rest();
    await talk.decide("approve");
    return talk;
  };
  const asked = async (text: string) => {
    const talk = await approved(text);
    const task = await talk.rest();
    return { talk, task, open: openApprovals(task.approvals).map((one) => one.subject.kind) };
  };
  return { program, approved, asked };
}

test("a standing approval lets the same step start unasked, is listed, counted and taken back", async () => {
  const { asked } = await startShipping();
  const first = await asked("ship it");
  expect(first.open).toEqual(["step"]);
  await first.talk.say("approve for 1 hour");
  expect((await first.talk.rest()).stage).toBe("completed");

  const second = await asked("ship it again");
  expect([second.task.stage, second.open]).toEqual(["completed", []]);
  const grant = second.task.plan?.steps[0]?.allowedBy ?? "";
  expect(grant).toMatch(/^grt_/);

  await second.talk.say("grants");
  await expect.poll(async () => JSON.stringify(await second.talk.messages())).toContain(`${grant} · execute \`echo\``);
  expect(JSON.stringify(await second.talk.messages())).toContain("19 more times");
  await second.talk.say(`revoke ${grant}`);
  await expect.poll(async () => JSON.stringify(await second.talk.messages())).toContain("Taken back");

  expect((await asked("ship it once more")).open).toEqual(["step"]);
});

test("a standing approval that is taken back while its step waits for a place does not start it: a person is asked", async () => {
  const { program, approved, asked } = await startShipping();
  const first = await asked("ship it");
  await first.talk.say("approve for 1 hour");
  await first.talk.rest();

  const release = await program.app.engine.slots.take(new AbortController().signal);
  const talk = await approved("ship it again");
  const waiting = await talk.until((task) => task.plan?.steps[0]?.status === "running");
  const grant = waiting.plan?.steps[0]?.allowedBy ?? "";
  expect(grant).toMatch(/^grt_/);
  await talk.say(`revoke ${grant}`);
  await expect.poll(async () => JSON.stringify(await talk.messages())).toContain("Taken back");
  release();

  const refused = await talk.rest();
  const why = `the standing approval of ${program.app.me.name} was taken back`;
  expect(openApprovals(refused.approvals)).toMatchObject([{ subject: { kind: "fault" }, title: why }]);
  expect(refused.plan?.steps).toMatchObject([{ status: "pending", result: null }]);
  await talk.decide("approve");
  const asking = await talk.until((task) => openApprovals(task.approvals).some((one) => one.subject.kind === "step"));
  expect(openApprovals(asking.approvals)[0]?.title).toContain(`(${why})`);
  await talk.decide("approve");
  expect(await talk.until((task) => task.ending !== null)).toMatchObject({ stage: "completed" });
});
