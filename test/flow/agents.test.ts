import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { Card } from "../../src/domain/card.ts";
import type { Task } from "../../src/domain/task.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { listMessages } from "../../src/store/shown.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { brief, judge, plan, repair, type StepAnswer, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { type Program, startProgram } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let database: TestDatabase;
let repository: Repository;

/** Agents that live in the workspace: a program of a test is nowhere else where the sandbox shows it. */
const scripts = {
  "agents/batch.sh":
    "#!/bin/sh\ncat > /tmp/task\ngrep -q 'Batch the export' /tmp/task || exit 9\nsed -i 's/each/batch/' export.ts\necho 'rewriting: 50 %'\necho 'Batched the export.'\n",
  "agents/clumsy.js": "console.error('I do not know how'); process.exit(1);\n",
  // Does what it is told in a rework only.
  "agents/hasty.sh":
    "#!/bin/sh\ncat > /tmp/task\ncp /tmp/task \"$ARTIFACTS/task.txt\"\nif grep -q 'Handle an empty day' /tmp/task; then echo 'if (day)' >> export.ts; else sed -i 's/each/batch/' export.ts; fi\necho \"It has $(wc -l < export.ts) lines.\"\n",
  // Does a part of its work, asks, and goes on with what it is told.
  "agents/curious.sh":
    "#!/bin/sh\ncat > /tmp/task\nif grep -q 'the old parser' /tmp/task; then cat half.txt; sed -i 's/each/batch/' export.ts; echo 'Batched the export.'; else echo half > half.txt; echo 'QUESTION: Which parser?'; fi\n",
  "agents/asleep.sh": "#!/bin/sh\necho reading: 10 %\nexec sleep 100000\n",
};

beforeAll(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-shop-")));
  await repository.commit("first", { "export.ts": "each(order)\n", "README.md": "shop\n", ...scripts });
});

afterAll(async () => {
  await database.drop();
  await rm(repository.path, { recursive: true, force: true });
});

const agents = [
  "- { name: batcher, command: [sh, agents/batch.sh], capabilities: [refactoring], languages: [typescript], cost: 0.25 }",
  "- { name: ghost, command: [ghost-agent], fallback: [batcher] }",
  "- { name: cloud, command: [sh, agents/batch.sh], network: [api.example.com], secrets: [CLOUD_KEY] }",
  "- { name: clumsy, command: [node, agents/clumsy.js] }",
  "- { name: hasty, command: [sh, agents/hasty.sh] }",
  "- { name: curious, command: [sh, agents/curious.sh] }",
  "- { name: asleep, command: [sh, agents/asleep.sh] }",
  // Looks like a program of the workspace, so that only the work finds out that it is not there.
  "- { name: lost, command: [./agents/lost.sh] }",
];

async function open(script: ModelScript, more = ""): Promise<{ program: Program; model: ModelServer }> {
  const model = await startModelServer(script);
  const directory = await mkdtemp(join(tmpdir(), "adjutant-config-"));
  const config = join(directory, "adjutant.yaml");
  await writeFile(config, `agents:\n${agents.map((line) => `  ${line}\n`).join("")}${more}`);
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_CONFIG: config });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { program, model };
}

const code = (agent: string | null, more: Partial<StepAnswer> = {}): StepAnswer => ({
  id: "code",
  kind: "implement",
  input: { spec: "Batch the export." },
  agent,
  ...more,
});
const check = { id: "check", kind: "test", input: { argv: ["grep", "-q", "batch", "export.ts"] }, dependsOn: ["code"] };

const usual: ModelScript = {
  triage: triage(1, 1),
  brief: brief("c1"),
  judge: judge(true, "c1"),
  summary: summary("The export is batched."),
};

/** Asks for the export, approves whatever plan comes of it, and returns the task when it rests. */
async function ask(program: Program): Promise<{ talk: Awaited<ReturnType<Program["ask"]>>; task: Task }> {
  const talk = await program.ask("make the nightly export faster", { source: repository.path, workspace: "worktree" });
  const waiting = await talk.rest();
  expect(waiting.stage).toBe("awaiting_approval");
  await talk.decide("approve");
  return { talk, task: await talk.rest() };
}

const stepOf = (task: Task, id: string) => task.plan?.steps.find((step) => step.id === id);

describe("work that is delegated to an agent", () => {
  test("is done in the workspace by a program that is chosen by what it can do, checked, and paid for", async () => {
    const { program, model } = await open({ ...usual, plan: plan(code("capability:refactoring"), check) });
    const { talk, task } = await ask(program);

    expect(task.stage).toBe("completed");
    expect(stepOf(task, "code")).toMatchObject({ status: "passed", agents: ["batcher"], tier: "write", costMicros: 250_000 });
    expect(stepOf(task, "code")?.result).toMatchObject({ headline: "batcher: Batched the export." });
    expect(task.spend.costMicros).toBeGreaterThanOrEqual(250_000);
    // The planner is told who there is, and only of those who can be used: no program, no network.
    expect(model.requestsFor("plan")[0]?.prompt).toContain("batcher: typescript, refactoring");
    expect(model.requestsFor("plan")[0]?.prompt).not.toMatch(/ghost|cloud/);
    // The source itself is untouched; what was changed is a file of the result that can be applied to it.
    expect(await repository.git("status", "--porcelain")).toBe("");
    const result = (await talk.messages()).find((message) => message.kind === "result");
    const changes = result?.kind === "result" ? result.artifacts.filter((file) => file.name === "changes.diff") : [];
    expect(changes).toHaveLength(1);
    expect(await readFile(changes[0]?.path ?? "", "utf8")).toMatch(/^-each\(order\)\n\+batch\(order\)$/m);
    await repository.git("apply", "--check", changes[0]?.path ?? "");
  });

  test("goes to whoever stands in for someone who is not there", async () => {
    const { program } = await open({ ...usual, plan: plan(code("ghost"), check) });
    const { task } = await ask(program);

    expect(task.stage).toBe("completed");
    expect(stepOf(task, "code")).toMatchObject({ status: "passed", agents: ["batcher"] });
  });

  test("that cannot go on without an answer asks a person under its name, and goes on with it from where it was", async () => {
    const { program } = await open({ ...usual, plan: plan(code("curious"), check) });
    const { talk, task: asking } = await ask(program);

    expect(asking.interview.questions).toMatchObject([{ step: "code", text: "curious asks: Which parser?", answer: null }]);
    expect(stepOf(asking, "code")).toMatchObject({ status: "running", attempt: 1 });
    await talk.answer("sk-0123456789abcdef0123");
    expect((await talk.rest()).interview.questions[0]?.answer).toBeNull();
    await talk.answer("the old parser");
    const done = await talk.rest();
    expect(done.stage).toBe("completed");
    expect(stepOf(done, "code")).toMatchObject({ status: "passed", attempt: 2, result: { output: "half\nBatched the export.\n" } });
    const attempts = await listAttempts(program.app.database.db, done.id);
    expect(attempts.filter((one) => one.step === "code").map((one) => one.status)).toEqual(["asked", "passed"]);
  });

  test("that needs what cannot be granted is told to the planner with the reason", async () => {
    const { program, model } = await open({ ...usual, plan: [plan(code("cloud"), check), plan(code("batcher"), check)] });
    const { task } = await ask(program);

    expect(task.stage).toBe("completed");
    expect(model.requestsFor("plan")[1]?.prompt).toContain('cloud: there is no secret "CLOUD_KEY"');
  });

  test("that an agent did badly is repaired, and another agent is asked about first", async () => {
    const mend = { id: "mend", kind: "implement", input: { spec: "Batch the export." }, agent: "clumsy" };
    const { program } = await open({
      ...usual,
      plan: plan(code("clumsy"), check),
      repair: repair(["code"], { ...mend, agent: "batcher" }),
    });
    const talk = await program.ask("make the nightly export faster", { source: repository.path, workspace: "worktree" });
    await talk.rest();
    await talk.decide("approve");
    // Another agent than the approved one: the repair is asked about.
    const asked = await talk.rest();
    expect(asked).toMatchObject({ stage: "awaiting_approval", plan: { version: 2 } });
    expect(stepOf(asked, "code")?.result?.headline).toBe("exit 1: I do not know how");
    await talk.decide("approve");
    const done = await talk.rest();

    expect(done.plan?.steps.map(({ id, status }) => [id, status])).toEqual([
      ["code", "superseded"],
      ["check", "passed"],
      ["mend", "passed"],
    ]);
    expect(done.stage).toBe("completed");
  });

  test("that is not good enough is done again by the same agent, with what is wanted otherwise, on what it left", async () => {
    const wanting = { id: "c1", met: false, score: 0.2, evidence: "an empty day breaks it" };
    const { program } = await open({
      ...usual,
      plan: plan(code("hasty"), check),
      judge: [{ answer: { criteria: [wanting], instructions: "Handle an empty day." } }, judge(true, "c1"), judge(true, "c1")],
    });
    const { task } = await ask(program);
    const done = stepOf(task, "code");

    expect(task.stage).toBe("completed");
    expect(done).toMatchObject({ status: "passed", attempt: 2, reworks: 1, result: { headline: "hasty: It has 2 lines." } });
    const told = await readFile(done?.result?.artifacts.find((file) => file.name === "task.txt")?.path ?? "", "utf8");
    expect(told).toContain("not good enough");
    expect(told).toContain("Handle an empty day.");
    expect(told).toContain("It has 1 lines.");
    const changes = done?.result?.artifacts.find((file) => file.name === "changes.diff")?.path ?? "";
    expect(await readFile(changes, "utf8")).toMatch(/^-each\(order\)\n\+batch\(order\)\n\+if \(day\)$/m);
  });

  test("that nobody can do waits for a person, who may have it tried again or left out", async () => {
    const { program } = await open({ ...usual, plan: plan(code("lost", { timeoutSeconds: 60 }), check) });
    const { talk, task } = await ask(program);

    expect(task.stage).toBe("executing");
    expect(stepOf(task, "code")).toMatchObject({ status: "awaiting_review", tried: ["lost"] });
    expect(openApprovals(task.approvals).map(({ subject }) => subject)).toEqual([{ kind: "review", step: "code" }]);
    expect(openApprovals(task.approvals)[0]?.title).toContain("lost.sh");
    await talk.decide("approve");
    expect(stepOf(await talk.rest(), "code")).toMatchObject({ status: "awaiting_review", attempt: 2 });
    await talk.decide("reject", "never mind");
    const rest = await talk.rest();
    expect(stepOf(rest, "code")?.status).toBe("skipped");
  });

  test("that would cost more than is left begins only when somebody raises the limit", async () => {
    const { program } = await open({ ...usual, plan: plan(code("batcher"), check) }, "limits:\n  cost: 0.2\n");
    const { talk, task } = await ask(program);

    expect(openApprovals(task.approvals).map(({ subject }) => subject.kind)).toEqual(["limit"]);
    expect(stepOf(task, "code")?.result).toBeNull();
    expect(task.spend.costMicros).toBe(0);
    await talk.decide("approve");
    const done = await talk.rest();
    expect(done.stage).toBe("completed");
    expect(done.spend.costMicros).toBe(250_000);
  });

  test("is stopped with the task, and nothing of it runs on", async () => {
    const { program } = await open({ ...usual, plan: plan(code("asleep"), check) });
    const talk = await program.ask("make the nightly export faster", { source: repository.path, workspace: "worktree" });
    await talk.rest();
    await talk.decide("approve");
    // What it prints is on the card while it works.
    const inside = async (task: Task) => {
      const shown = await listMessages(program.app.database.db, task.conversation);
      return shown.flatMap(({ kind, body }) => (kind === "card" ? (body as Card).running : []));
    };
    const seen = await talk.until(async (task) => (await inside(task)).some(({ doing }) => doing === "reading: 10 %"));
    expect(await inside(seen)).toEqual([expect.objectContaining({ step: "code", doing: "reading: 10 %", percent: 10 })]);
    await talk.say("stop");
    const ended = await talk.rest();

    expect(ended.stage).toBe("cancelled");
    expect(stepOf(ended, "code")?.status).toBe("cancelled");
  });
});
