import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openApp } from "../../src/app.ts";
import { openApprovals } from "../../src/domain/approval.ts";
import { cardOf } from "../../src/domain/card.ts";
import type { Task } from "../../src/domain/task.ts";
import { setUp } from "../../src/setup.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { readPaid, sumUp } from "../../src/store/ledger.ts";
import { servers, type TestDatabase, type TestServer } from "../fixtures/databases.ts";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript, Scripted } from "../fixtures/model-script.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { makeHome, openProgram, type Program, startProgram, type Talk } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let server: TestServer;
let database: TestDatabase;
let repository: Repository;
let folder: string;

beforeAll(async () => {
  const started = await servers[0]?.start();
  if (!started) throw new Error("no server");
  server = started;
  folder = await mkdtemp(join(tmpdir(), "adjutant-limits-"));
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-shop-")));
  await repository.commit("first", { "README.md": "shop\n", "look.sh": "echo A shop.\n" });
});

// A month is shared by all tasks of an installation.
beforeEach(async () => {
  database = await server.database();
  onTestFinished(() => database.drop());
});

afterAll(async () => {
  for (const path of [repository.path, folder]) await rm(path, { recursive: true, force: true });
});

const priced = "model: { name: scripted, price: { input: 1, output: 1 } }\n";

async function open(script: ModelScript, config: string): Promise<{ program: Program; model: ModelServer }> {
  const model = await startModelServer(script);
  const file = join(folder, `${crypto.randomUUID()}.yaml`);
  await writeFile(file, config);
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_CONFIG: file });
  onTestFinished(async () => {
    await program.close();
    await model.close();
  });
  return { program, model };
}

/** The same answer, for which the server reports this many thousand tokens: a tenth of a cent each at a dollar a million. */
function using(thousands: number, scripted: Scripted): Scripted {
  return { ...scripted, usage: { prompt: thousands * 1_000, completion: 0 } } as Scripted;
}

const look = plan({ id: "look", kind: "draft", input: { text: "It is a shop.", instruction: "" } });
const usual = { judge: judge(true, "c1"), summary: summary("It was looked at.") };

async function repliesOf(talk: Talk): Promise<readonly string[]> {
  return (await talk.messages()).flatMap((message) => (message.kind === "reply" ? [message.text] : []));
}

function isHeld(task: Task): boolean {
  return task.pauses.length > 0 && openApprovals(task.approvals).some((one) => one.subject.kind === "limit");
}

/** The task's own account and the ledger's agree to the micro-dollar, and nothing is left reserved. */
async function expectSettled({ app }: Program, task: Task): Promise<void> {
  const { db } = app.database;
  const { settled, reserved } = await sumUp(db, { of: "task", task: task.id });
  expect({ ...settled, reserved: reserved.tokens }).toEqual({ costMicros: task.spend.costMicros, tokens: task.spend.tokens, reserved: 0 });
  expect(await readPaid(db, task.id)).toMatchObject({ costMicros: task.spend.costMicros, tokens: task.spend.tokens });
}

describe("a budget", () => {
  test("is announced at half and at 80 %, held and asked about when it is used up, raised by as much again, and goes on", async () => {
    const script = {
      triage: using(200, triage(1, 1)),
      brief: using(350, brief("c1")),
      plan: using(300, look),
      judge: using(300, usual.judge),
      summary: usual.summary,
    };
    const { program } = await open(script, `${priced}limits: { cost: 1 }\n`);
    const talk = await program.ask("look at the shop", { source: repository.path });
    const held = await talk.until(isHeld);

    expect(held).toMatchObject({ spend: { costMicros: 1_150_000 }, pauses: [{ reason: "limit" }] });
    expect(await repliesOf(talk)).toEqual([
      "Half of this task's budget ($0.55 of $1.00) is used.",
      "80 % of this task's budget ($0.85 of $1.00) is used.",
    ]);
    expect(openApprovals(held.approvals)[0]?.title).toBe(
      "This task's budget ($1.00) is used up. 1 of 1 steps are done and kept. Approve to add $1.00.",
    );
    expect(cardOf(held).spent).toBe("$1.15 of $1.00 (115 %)");
    await talk.decide("approve");
    const done = await talk.rest();
    expect(done).toMatchObject({ stage: "completed", limits: { costMicros: 2_150_000 }, allowance: { costMicros: 1_000_000 } });
    await expectSettled(program, done);
  });

  test("that has no room for another call refuses it before it is made; stopped there, what was done is kept", async () => {
    const script = { triage: using(20, triage(1, 1)), brief: using(29, brief("c1")), plan: look };
    const { program, model } = await open(script, `${priced}limits: { cost: 0.05 }\n`);
    const talk = await program.ask("look at the shop", { source: repository.path });
    const held = await talk.until(isHeld);
    expect(model.requestsFor("plan")).toEqual([]);
    expect(held.spend.costMicros).toBe(49_000);
    expect(openApprovals(held.approvals)[0]).toMatchObject({
      subject: { kind: "limit", which: "costMicros" },
      title: "The next call may not fit into this task's budget ($0.05 of $0.05 is used). Approve to add $0.05.",
    });
    await talk.decide("reject", "too dear");
    expect(await talk.rest()).toMatchObject({ stage: "cancelled", brief: { generation: 1 } });
  });

  test("of nothing asks before the first call of the task, and approving adds a dollar", async () => {
    const { program } = await open(
      { triage: using(1, triage(1, 1)), brief: brief("c1"), plan: look, ...usual },
      `${priced}limits: { cost: 0 }\n`,
    );
    const talk = await program.ask("look at the shop", { source: repository.path });
    await talk.until(isHeld);
    await talk.decide("approve");
    expect(await talk.rest()).toMatchObject({ stage: "completed", limits: { costMicros: 1_001_000 } });
  });

  test("keeps an answer short where only little is left", async () => {
    const script = { triage: using(40, triage(1, 1)), brief: brief("c1"), plan: look, ...usual };
    const { program, model } = await open(script, `${priced}limits: { cost: 0.05 }\n`);
    const talk = await program.ask("look at the shop", { source: repository.path });
    await talk.until((task) => isHeld(task) || task.stage === "completed");
    const [asked] = model.requestsFor("brief");
    expect(asked?.body["max_tokens"]).toBeGreaterThan(1_000);
    expect(asked?.body["max_tokens"]).toBeLessThan(10_000);
  });
});

test("an agent is paid for before it begins: what does not fit is not begun, and asked about", async () => {
  const step = (id: string, more = {}) => ({ id, kind: "implement", input: { spec: "Look." }, agent: "looker", ...more });
  const steps = plan(step("one"), step("two", { dependsOn: ["one"] }));
  const agents = "agents: [{ name: looker, command: [sh, look.sh], cost: 0.6 }]\n";
  const { program } = await open(
    { triage: triage(1, 1), brief: brief("c1"), plan: steps, ...usual },
    `${priced}${agents}limits: { cost: 1 }\n`,
  );
  const talk = await program.ask("look at the shop", { source: repository.path, workspace: "copy" });
  await talk.rest();
  await talk.decide("approve");
  const held = await talk.until(isHeld);
  expect(held.plan?.steps.map(({ id, status }) => [id, status])).toEqual([
    ["one", "passed"],
    ["two", "pending"],
  ]);
  expect(held.spend.costMicros).toBeGreaterThan(600_000);
  expect(held.spend.costMicros).toBeLessThan(700_000);
  await talk.decide("approve");
  const done = await talk.rest();
  expect(done.stage).toBe("completed");
  expect(done.spend.costMicros).toBeGreaterThan(1_200_000);
  await expectSettled(program, done);
});

test("a restart resets nothing: the limit still holds, and is not told again", async () => {
  const script = { triage: using(300, triage(1, 1)), brief: using(250, brief("c1")), plan: using(500, look), ...usual };
  const model = await startModelServer(script);
  const home = await makeHome();
  const config = join(home, "adjutant.yaml");
  await writeFile(config, `${priced}limits: { cost: 1 }\n`);
  const env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, OPENAI_BASE_URL: model.url, ADJUTANT_CONFIG: config };
  const program = await openProgram(env, home);
  const before = await program.app.work({ only: null, atOnce: 4 });
  const talk = await program.ask("look at the shop", { source: repository.path });
  const held = await talk.until(isHeld);
  await before.stop();

  const again = await openApp(setUp(env, "warn"));
  const after = await again.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await after.stop();
    await again.close();
    await program.close();
    await model.close();
  });
  await talk.say("status");
  await expect.poll(() => repliesOf(talk), { timeout: 20_000 }).toContainEqual(expect.stringMatching(/^#1 /));
  expect((await talk.rest()).spend.costMicros).toBe(held.spend.costMicros);
  await talk.decide("approve");
  expect(await talk.rest()).toMatchObject({ stage: "completed", limits: { costMicros: 2_050_000 } });
  const told = (await repliesOf(talk)).filter((text) => text.includes("budget"));
  expect(told).toEqual(["Half of this task's budget ($0.55 of $1.00) is used."]);
});

describe("calls without a price", () => {
  test("are not metered, never $0: two million tokens stand in for the money", async () => {
    const script = { triage: using(1_200, triage(1, 1)), brief: using(900, brief("c1")), plan: look };
    const { program } = await open(script, "model: { name: scripted }\n");
    const talk = await program.ask("look at the shop", { source: repository.path });
    const held = await talk.until(isHeld);
    expect(held.spend).toMatchObject({ costMicros: 0, tokens: 2_100_000, unmetered: 2 });
    expect(await repliesOf(talk)).toEqual(["Half of this task's token limit (1,200,000 of 2,000,000 tokens) is used."]);
    expect(openApprovals(held.approvals)[0]?.title).toBe(
      "This task's token limit (2,000,000 tokens) is used up. Approve to add 2,000,000 tokens.",
    );
    expect(cardOf(held).spent).toBe("not metered, 2,100,000 of 2,000,000 tokens (105 %)");
  });
});

describe("a month's cap", () => {
  const config = `${priced}limits: { month: { cost: 0.5 } }\n`;

  test("is shared by all tasks; raising it is asked of the owner, holds for the month, and is written down", async () => {
    const script = { triage: using(50, triage(1, 1)), brief: using(200, brief("c1")), plan: using(10, look), ...usual };
    const { program } = await open(script, config);
    const first = await program.ask("look at the shop", { source: repository.path });
    const done = await first.rest();
    expect(done.stage).toBe("completed");
    expect(await repliesOf(first)).toEqual([
      expect.stringMatching(/^Half of the budget of this installation for \d{4}-\d\d \(\$0\.2\d of \$0\.50\) is used\.$/),
    ]);

    const second = await program.ask("look at the shop again", { source: repository.path });
    const held = await second.until(isHeld);
    const asked = openApprovals(held.approvals)[0];
    expect(asked).toMatchObject({
      tier: "external",
      subject: { kind: "limit", which: "month", cap: { scope: "installation", raised: 500_000 } },
    });
    expect(asked?.title).toMatch(
      /^The budget of this installation for \d{4}-\d\d \(\$0\.50\) is used up\..* Approve to add \$0\.50 in \d{4}-\d\d only\. Else it goes on by itself on \d{4}-\d\d-01\.$/,
    );

    const talk = await program.ask("what day is it?");
    await expect
      .poll(() => repliesOf(talk), { timeout: 20_000 })
      .toEqual([expect.stringMatching(/^The budget of this installation for \d{4}-\d\d \(\$0\.50\) has no room for another call\./)]);

    await second.decide("approve");
    const raised = await second.rest();
    expect(raised.stage).toBe("completed");
    const audit = (await readAudit(program.app.database.db, raised.id)).map((entry) => entry.action);
    expect(audit).toContain("month.raised");
    await expectSettled(program, raised);
  });
});
