import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import { openQuestions } from "../../src/domain/interview.ts";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { verifyChain } from "../../src/store/audit/verification.ts";
import { servers, type TestServer } from "../fixtures/databases.ts";
import { makeHome, openProgram, type Talk } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

let server: TestServer;
let repository: Repository;
let procedures: string;

/** Five steps: two that read side by side, two that write one after the other, one that reads what they left. */
const recipe = `
name: chores
title: Chores
purpose: does chores in the copy
triggers: [do the chores]
workspace: copy
headline: five
parameters:
  - { name: word, type: text, question: Which word?, required: true }
criteria:
  - { id: c1, text: the chores are done, must: true }
steps:
  - { id: one, title: one, kind: shell, input: { command: "sleep 0.1; cat README.md" }, criteria: [c1] }
  - { id: two, title: two, kind: shell, input: { command: "sleep 0.1; ls" }, criteria: [c1] }
  - { id: three, title: three, kind: shell, input: { command: 'sleep 0.1; echo "$PARAM_WORD" >> log.txt' }, needs: { writes: ["."] }, dependsOn: [one, two], criteria: [c1] }
  - { id: four, title: four, kind: shell, input: { command: 'sleep 0.1; echo "$PARAM_WORD" >> log.txt' }, needs: { writes: ["."] }, dependsOn: [three], criteria: [c1] }
  - { id: five, title: five, kind: shell, input: { command: "cat log.txt" }, dependsOn: [four], criteria: [c1] }
`;

beforeAll(async () => {
  const started = await servers[0]?.start();
  if (!started) throw new Error("no server");
  server = started;
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-crash-")));
  await repository.commit("first", { "README.md": "shop\n" });
  procedures = await mkdtemp(join(tmpdir(), "adjutant-recipes-"));
  await mkdir(join(procedures, "recipes"));
  await writeFile(join(procedures, "recipes", "chores.yaml"), recipe);
  await writeFile(join(procedures, "adjutant.yaml"), `procedures:\n  directory: ${join(procedures, "recipes")}\n`);
});

afterAll(async () => {
  await rm(repository.path, { recursive: true, force: true });
  await rm(procedures, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string>>;

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
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Answers and approves whatever is asked until the task has ended, or `stop` holds. */
async function attend(talk: Talk, stop: (task: Task) => Promise<boolean>): Promise<Task> {
  const answered = new Set<string>();
  for (;;) {
    const task = await talk.until(() => true);
    if (isEnded(task.stage) || (await stop(task))) return task;
    const question = openQuestions(task.interview.questions)[0];
    const approval = openApprovals(task.approvals)[0];
    if (question && !answered.has(question.id)) await talk.answer("hello");
    if (approval && !answered.has(approval.id)) await talk.decide("approve");
    for (const asked of [question, approval]) if (asked) answered.add(asked.id);
  }
}

/** After how many entries of the audit the process is killed: before and after the interview, the plan, each step. */
const points = [1, 2, 4, 5, 7, 8, 10, 12, 14, 16];

describe("kill -9 and a restart", () => {
  test.each(points)("after %i entries of the audit the task still completes, and nothing is done or asked twice", async (point) => {
    const database = await server.database();
    const home = await makeHome();
    const env: Env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, ADJUTANT_CONFIG: join(procedures, "adjutant.yaml") };
    const program = await openProgram(env, home);
    let child = await startWorkerProcess(env);
    onTestFinished(async () => {
      await kill(child);
      await program.close();
      await database.drop();
    });
    const talk = await program.ask("do the chores", { source: repository.path });
    const { db } = program.app.database;
    await attend(talk, async (task) => (await readAudit(db, task.id)).length >= point);
    await kill(child);
    child = await startWorkerProcess(env);
    const done = await attend(talk, async () => false);

    expect(done).toMatchObject({ stage: "completed", ending: { headline: "hello" } });
    // Each word was written once, whatever was interrupted: an attempt that is run again begins from the last snapshot.
    expect(done.plan?.steps.find((step) => step.id === "five")?.result?.output).toBe("hello\nhello\n");
    const attempts = await listAttempts(db, done.id);
    for (const passed of attempts.filter((one) => one.status === "passed")) {
      expect(attempts.filter((one) => one.step === passed.step && one.id > (passed.closedSeq ?? 0))).toEqual([]);
    }
    expect(
      attempts
        .filter((one) => one.status === "passed")
        .map((one) => one.step)
        .toSorted(),
    ).toEqual(["five", "four", "one", "three", "two"]);
    const audit = (await readAudit(db, done.id)).map((entry) => entry.action);
    expect(audit.filter((action) => action === "approval.opened")).toHaveLength(1);
    expect(await verifyChain(db, program.app.engine.audit, done.id)).toMatchObject({ broken: null });
    expect((await talk.messages()).map((message) => message.kind)).toEqual(["questions", "approval", "result"]);
  });
});
