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

test("a standing approval lets the same step start unasked, is listed, counted and taken back", async () => {
  const step = { id: "ship", kind: "execute", input: { argv: ["echo", "shipped"] }, tier: "external" };
  const model = await startModelServer({
    triage: triage(1, 1),
    brief: brief("c1"),
    plan: plan({ ...step, criteria: ["c1"] }),
    judge: judge(true, "c1"),
    summary: summary("Shipped."),
  });
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
  });
  const asked = async (text: string) => {
    const talk = await program.ask(text);
    await talk.rest();
    await talk.decide("approve");
    const task = await talk.rest();
    return { talk, task, open: openApprovals(task.approvals).map((one) => one.subject.kind) };
  };

  const first = await asked("ship it");
  expect(first.open).toEqual(["step"]);
  await first.talk.say("approve for 1 hour");
  expect((await first.talk.rest()).stage).toBe("completed");

  const second = await asked("ship it again");
  expect([second.task.stage, second.open]).toEqual(["completed", []]);
  const grant = second.task.plan?.steps[0]?.allowedBy ?? "";
  expect(grant).toMatch(/^grt_/);

  await second.talk.say("grants");
  await expect.poll(async () => JSON.stringify(await second.talk.messages())).toContain(`${grant} · execute \`echo shipped\``);
  expect(JSON.stringify(await second.talk.messages())).toContain("19 more times");
  await second.talk.say(`revoke ${grant}`);
  await expect.poll(async () => JSON.stringify(await second.talk.messages())).toContain("Taken back");

  expect((await asked("ship it once more")).open).toEqual(["step"]);
});
