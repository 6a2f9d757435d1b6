import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Task } from "../../src/domain/task.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { servers } from "../fixtures/databases.ts";
import { brief, judge, plan, repair, type StepAnswer, summary, triage } from "../fixtures/model-answers.ts";
import type { ModelScript } from "../fixtures/model-script.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { makeHome, openProgram, type Program } from "../fixtures/program.ts";
import { makeRepository, type Repository } from "../fixtures/repository.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

let repository: Repository;
const duration = uniqueSleep();

/** Agents that change a line of a file. The slow one leaves rubbish and sleeps, until it is asked a second time. */
const scripts = {
  "agents/line.sh": '#!/bin/sh\nset -e\nsed -i "s/^$1$/$1 done/" "$2"\necho "did $1"\n',
  "agents/slow.sh": `#!/bin/sh\n[ "$ADJUTANT_ATTEMPT" = 1 ] && { echo rubbish > rubbish.txt; echo rubbish > one.txt; exec sleep ${duration}; }\nexec sh agents/line.sh alpha one.txt\n`,
};
const lines = ["alpha", "b", "c", "d", "e", "f", "omega", ""].join("\n");

beforeAll(async () => {
  repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-fan-")));
  await repository.commit("first", { "one.txt": lines, "two.txt": lines, ...scripts });
});
afterAll(() => rm(repository.path, { recursive: true, force: true }));

const agents = [
  "- { name: one-alpha, command: [sh, agents/line.sh, alpha, one.txt] }",
  "- { name: one-omega, command: [sh, agents/line.sh, omega, one.txt] }",
  "- { name: two-alpha, command: [sh, agents/line.sh, alpha, two.txt] }",
  '- { name: one-clash, command: [sed, -i, "s/^alpha$/alpha clashes/", one.txt] }',
  "- { name: slow, command: [sh, agents/slow.sh] }",
];
const criteria = ["c1", "c2", "c3", "c4", "c5"];
/** May write anything: an editor that puts a new file in the place of the old one needs the directory. */
const branch = (id: string, agent: string): StepAnswer => ({
  id,
  kind: "implement",
  input: { spec: `Do ${id}.` },
  agent,
  independent: true,
  criteria,
  needs: { writes: ["."], network: [], secrets: [], hostPaths: [] },
});
const closing = (...dependsOn: readonly string[]): StepAnswer => ({
  id: "close",
  kind: "test",
  input: { argv: ["grep", "-Eq", "done|clashes", "one.txt"] },
  dependsOn,
  criteria,
});
const reader: StepAnswer = { id: "look", kind: "shell", input: { command: "wc -l agents/line.sh" }, independent: true };

async function open(script: ModelScript): Promise<Program> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const usual = { triage: triage(1, 1), brief: brief(...criteria), judge: judge(true, ...criteria), summary: summary("Done.") };
  const model = await startModelServer({ ...usual, ...script });
  const home = await makeHome();
  const config = await mkdtemp(join(tmpdir(), "adjutant-config-"));
  await writeFile(join(config, "adjutant.yaml"), `agents:\n${agents.map((line) => `  ${line}\n`).join("")}`);
  const env = { ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url, ADJUTANT_LOG_LEVEL: "error" };
  const told = { OPENAI_BASE_URL: model.url, ADJUTANT_MODEL: "scripted", ADJUTANT_CONFIG: join(config, "adjutant.yaml") };
  const program = await openProgram({ ...env, ...told }, home);
  onTestFinished(async () => {
    await program.close();
    await model.close();
    await database.drop();
    await rm(config, { recursive: true, force: true });
  });
  return program;
}

async function work(program: Program) {
  const worker = await program.app.work({ only: null, atOnce: 8 });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await worker.stop();
    stopped = true;
  };
  onTestFinished(stop);
  return stop;
}

const placeOf = ({ home }: Program, task: Task) => join(home, "workspaces", task.id);
const fileOf = (program: Program, task: Task, name: string) => readFile(join(placeOf(program, task), "files", name), "utf8");
const changed = (...words: readonly string[]) => words.reduce((text, word) => text.replace(word, `${word} done`), lines);

test.each(["copy", "worktree"] as const)(
  "branches run beside each other and a reader, and are merged, the same file too (%s)",
  async (workspace) => {
    const program = await open({
      plan: plan(branch("a", "one-alpha"), branch("b", "two-alpha"), branch("c", "one-omega"), reader, closing("a", "b", "c")),
    });
    await work(program);
    const talk = await program.ask("do it all", { source: repository.path, workspace });
    expect((await talk.rest()).plan?.steps.map((step) => step.isolated)).toEqual([true, true, true, false, false]);
    await talk.decide("approve");
    const done = await talk.rest();

    expect(done.plan?.steps.map(({ id, status, attempt }) => [id, status, attempt])).toEqual([
      ["a", "passed", 1],
      ["b", "passed", 1],
      ["c", "passed", 1],
      ["look", "passed", 1],
      ["close", "passed", 1],
    ]);
    expect(await fileOf(program, done, "one.txt")).toBe(changed("alpha", "omega"));
    expect(await fileOf(program, done, "two.txt")).toBe(changed("alpha"));
    // All four had begun before the first of them ended.
    const attempts = (await listAttempts(program.app.database.db, done.id)).filter((one) => one.step !== "close");
    expect(Math.max(...attempts.map((one) => one.id))).toBeLessThan(Math.min(...attempts.map((one) => one.closedSeq ?? 0)));
    // With the end of the task the directory goes, too.
    await expect.poll(() => existsSync(join(placeOf(program, done), "checkouts"))).toBe(false);
  },
);

test("branches that do not go together fail with the files named, and a repair mends it", async () => {
  const mend = { ...branch("mend", "one-alpha"), independent: false };
  const program = await open({
    plan: plan(branch("a", "one-alpha"), branch("b", "one-clash"), closing("a", "b")),
    repair: repair(["b"], mend),
  });
  await work(program);
  const talk = await program.ask("do it all", { source: repository.path, workspace: "copy" });
  await talk.rest();
  await talk.decide("approve");
  const done = await talk.rest();

  expect(done).toMatchObject({ stage: "completed", repairs: 1 });
  const [first, second] = (done.plan?.steps ?? []).filter((step) => step.isolated);
  const lost = first?.result?.ok === false ? first : second;
  expect(lost?.result?.headline).toMatch(/^it changed one\.txt, and so did another step meanwhile; nothing of it was taken over/);
  expect(lost?.result?.artifacts.map((file) => file.name)).toContain("changes.diff");
});

test("a branch whose attempt was lost begins anew: nothing of the lost one is left", async () => {
  const program = await open({ plan: plan(branch("a", "slow"), branch("b", "two-alpha"), closing("a", "b")) });
  const stop = await work(program);
  const talk = await program.ask("do it all", { source: repository.path, workspace: "copy" });
  await talk.rest();
  await talk.decide("approve");
  const processes = () => findProcesses(`sleep\0${duration}`);
  await expect.poll(processes, { timeout: 30_000 }).not.toEqual([]);
  await talk.until((task) => task.plan?.steps.find((step) => step.id === "b")?.status === "passed");
  await stop();
  expect(await processes()).toEqual([]);

  await work(program);
  const done = await talk.rest();
  expect(done.plan?.steps.map(({ id, status, attempt }) => [id, status, attempt])).toEqual([
    ["a", "passed", 2],
    ["b", "passed", 1],
    ["close", "passed", 1],
  ]);
  expect(await fileOf(program, done, "one.txt")).toBe(changed("alpha"));
  expect(await fileOf(program, done, "two.txt")).toBe(changed("alpha"));
  expect(await readdir(join(placeOf(program, done), "files"))).not.toContain("rubbish.txt");
});
