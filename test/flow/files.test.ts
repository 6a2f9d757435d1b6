import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Task } from "../../src/domain/task.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, repair, type StepAnswer, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { type Program, startProgram } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

let repository: Repository;
beforeAll(async () => {
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-files-")));
  await repository.commit("first", { "README.md": "shop\n" });
});
afterAll(() => rm(repository.path, { recursive: true, force: true }));

const usual: ModelScript = { triage: triage(1, 1), brief: brief("c1"), judge: judge(true, "c1"), summary: summary("Done.") };

async function open(script: ModelScript): Promise<Program> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const model = await startModelServer({ ...usual, ...script });
  const program = await startProgram(database.url, { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted" });
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await database.drop();
  });
  return program;
}

const shell = (id: string, command: string, more: Partial<StepAnswer> = {}): StepAnswer => ({
  id,
  kind: "shell",
  input: { command },
  ...more,
});
const writing = (id: string, command: string, more: Partial<StepAnswer> = {}) =>
  shell(id, command, { needs: { writes: ["."], network: [], secrets: [], hostPaths: [] }, ...more });

const ask = (program: Program) => program.ask("do it all", { source: repository.path, workspace: "copy", autonomy: "full" });
const filesIn = async ({ home }: Program, task: Task) =>
  (await readdir(join(home, "workspaces", task.id, "files"))).filter((name) => name.endsWith(".txt")).toSorted();

describe("the files of a task", () => {
  test("hold nothing of a step that failed: its repair and the report begin from what passed", async () => {
    const program = await open({
      plan: plan(writing("good", "echo good > good.txt"), writing("half", "echo half > half.txt; exit 1", { dependsOn: ["good"] })),
      repair: repair(["half"], shell("mend", "ls *.txt")),
    });
    const talk = await ask(program);
    const done = await talk.rest();

    expect(done.stage).toBe("completed");
    expect(done.plan?.steps.find((step) => step.id === "mend")?.result?.output).toBe("good.txt\n");
    expect(await filesIn(program, done)).toEqual(["good.txt"]);
    // What it had done is kept beside, to be looked at.
    const [left] = done.plan?.steps.find((step) => step.id === "half")?.result?.artifacts ?? [];
    expect(await readFile(left?.path ?? "", "utf8")).toContain("+half");
    const result = (await talk.messages()).find((message) => message.kind === "result");
    const [changes, ...more] = result?.kind === "result" ? result.artifacts : [];
    expect(await readFile(changes?.path ?? "", "utf8")).not.toContain("half");
    expect(more).toEqual([]);
  });

  test("hold nothing of a step that was interrupted while its task is paused", async () => {
    const duration = uniqueSleep();
    const program = await open({
      plan: plan(
        writing("good", "echo good > good.txt"),
        writing("half", `echo half > half.txt; sleep ${duration}`, { dependsOn: ["good"] }),
      ),
    });
    const talk = await ask(program);
    await expect.poll(() => findProcesses(`sleep\0${duration}`), { timeout: 60_000 }).not.toEqual([]);
    const task = await talk.until(() => true);
    expect(await filesIn(program, task)).toEqual(["good.txt", "half.txt"]);
    await talk.say("pause");
    await expect.poll(() => filesIn(program, task), { timeout: 60_000 }).toEqual(["good.txt"]);
    await talk.say("stop");
    await talk.rest();
  });

  test("are those of the best attempt where the last one was worse, and so is the report", async () => {
    const score = (one: number) => ({
      answer: { criteria: [{ id: "c1", met: false, score: one, evidence: "as printed" }], instructions: null },
    });
    const second = plan(writing("one", "echo one > one.txt"), writing("two", "echo two > two.txt", { dependsOn: ["one"] }));
    const again = "answer" in second ? { answer: { ...Object(second.answer), brief: null } } : second;
    const program = await open({
      plan: plan(writing("one", "echo one > one.txt")),
      revise: again,
      judge: [score(0.5), score(0.1), score(0.1), score(0.1)],
    });
    const talk = await ask(program);
    const failed = await talk.rest();

    expect(failed).toMatchObject({ stage: "failed", best: { version: 1, score: 0.5 } });
    await expect.poll(() => filesIn(program, failed), { timeout: 60_000 }).toEqual(["one.txt"]);
    const result = (await talk.messages()).find((message) => message.kind === "result");
    const artifacts = result?.kind === "result" ? result.artifacts : [];
    expect(artifacts.map((file) => file.name)).toEqual(["changes.diff", "last-changes.diff"]);
    expect(await readFile(artifacts[0]?.path ?? "", "utf8")).not.toContain("two");
    expect(await readFile(artifacts[1]?.path ?? "", "utf8")).toContain("+two");
  });
});
