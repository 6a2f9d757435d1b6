import { expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { listPlans } from "../../src/store/plans.ts";
import { openProgram } from "../fixtures/program.ts";
import { prepareGround } from "../orchestrator/naps.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

const duration = uniqueSleep();
const recipe = `
title: A nap
purpose: sleeps
triggers: [take a nap]
headline: count
workspace: copy
parameters:
  - { name: days, type: number, question: How many days?, default: 90 }
criteria:
  - { id: c1, text: it slept, must: true }
steps:
  - { id: nap, title: nap, kind: shell, input: { command: "sleep ${duration}; true" }, criteria: [c1] }
  - { id: count, title: count, kind: execute, dependsOn: [nap], input: { argv: [printf, "%s days", "{{params.days}}"] } }
  - { id: more, title: more, kind: execute, dependsOn: [count], input: { argv: [printf, more] } }
`;

test("a plan is edited by words before and while it runs, without a model: what runs goes on, what was taken out never runs", async () => {
  const { env, home } = await prepareGround(recipe);
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const { db } = program.app.database;
  const processes = () => findProcesses(`sleep\0${duration}`);
  const talk = await program.ask("take a nap");
  expect(await talk.rest()).toMatchObject({ stage: "awaiting_approval", procedure: { parameters: { days: "90" } } });

  await talk.say("set days = soon");
  const faulty = await talk.until((task) => openApprovals(task.approvals).some((one) => one.subject.kind === "fault"));
  expect(openApprovals(faulty.approvals)[0]?.title).toMatch(/days/);
  await talk.say("set days = 7");
  const set = await talk.until((task) => task.plan?.version === 2 && task.stage === "awaiting_approval");
  expect(set).toMatchObject({ procedure: { parameters: { days: "7" } }, plan: { approvedBy: null }, brief: { generation: 2 } });
  expect(set.plan?.reason).toMatch(/ set days = 7$/);

  await talk.decide("approve");
  await expect.poll(processes, { timeout: 30_000 }).toHaveLength(1);
  const before = await processes();
  await talk.say("remove 3");
  await talk.until((task) => task.plan?.version === 3 && task.stage === "executing");
  // The next event comes after it: whatever a new version would begin anew has begun by then.
  await talk.say("skip 9");
  await expect.poll(async () => (await talk.messages()).some((one) => one.kind === "reply" && one.text.includes('no step "9"'))).toBe(true);
  expect(await processes()).toEqual(before);
  for (const pid of before) process.kill(pid);

  const done = await talk.until((task) => task.ending !== null);
  expect(done).toMatchObject({ stage: "completed", ending: { headline: "7 days" } });
  expect(done.plan?.steps.map(({ id, status, attempt }) => [id, status, attempt])).toEqual([
    ["nap", "passed", 1],
    ["count", "passed", 1],
  ]);
  expect((await listAttempts(db, done.id)).map(({ step, status }) => [step, status])).toEqual([
    ["nap", "passed"],
    ["count", "passed"],
  ]);
  const versions = await listPlans(db, done.id);
  expect(versions.map(({ version, approvedBy }) => [version, approvedBy !== null])).toEqual([
    [1, false],
    [2, true],
    [3, true],
  ]);
  expect(versions.map(({ madeBy }) => madeBy)).toEqual([
    expect.stringMatching(/^recipe@[0-9a-f]{12}$/),
    expect.stringMatching(/^recipe@[0-9a-f]{12}$/),
    program.app.me.name,
  ]);
});
