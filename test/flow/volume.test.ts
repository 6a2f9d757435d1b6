import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { openProgram, type Program } from "../fixtures/program.ts";
import { startWorkerProcess } from "../fixtures/worker-processes.ts";
import { type Ground, prepareGround } from "../orchestrator/naps.ts";

const [steps, width] = [200, 20];

/** Layers of steps, each of which reads what the step above it printed. */
const layers = Array.from({ length: steps }, (_, n) => {
  const above = n - width;
  const command = above < 0 ? "echo 1" : `echo $(( $(cat "$STEPS/s${above}/output") + 1 ))`;
  const dependsOn = above < 0 ? "" : `dependsOn: [s${above}], `;
  return `  - { id: s${n}, title: s${n}, kind: shell, ${dependsOn}input: { command: '${command}' }, criteria: [c1] }`;
});

const head = (title: string, headline: string) => `
title: ${title}
purpose: ${title}
triggers: [${title}]
workspace: copy
headline: ${headline}
criteria:
  - { id: c1, text: it is done, must: true }
steps:
`;

async function open(ground: Ground): Promise<Program> {
  const program = await openProgram(ground.env, ground.home);
  onTestFinished(() => program.close());
  return program;
}

/** A task from its request to its end. */
async function finish(program: Program, request: string, source: string | null = null): Promise<Task> {
  const talk = await program.ask(request, { autonomy: "full", source });
  const task = await talk.until(({ stage }) => isEnded(stage));
  expect((await talk.messages()).filter(({ kind }) => kind === "result")).toHaveLength(1);
  return task;
}

test("a plan of 200 steps, 20 wide and 10 deep, runs to its report: a layer side by side, and each step once", async () => {
  const recipe = `${head("climb the layers", `s${steps - 1}`)}${layers.join("\n")}`;
  const program = await open(await prepareGround(recipe, { settings: `parallel: { task: ${width}, process: ${width} }` }));
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(() => worker.stop());
  const task = await finish(program, "climb the layers");
  expect(task).toMatchObject({ stage: "completed", ending: { headline: String(steps / width) } });
  const attempts = await listAttempts(program.app.database.db, task.id);
  expect(attempts.map(({ step, status }) => `${step} ${status}`).toSorted()).toEqual(
    Array.from({ length: steps }, (_, n) => `s${n} passed`).toSorted(),
  );
  const firstEnd = Math.min(...attempts.map(({ endedAt }) => Number(endedAt)));
  expect(attempts.filter(({ startedAt }) => Number(startedAt) < firstEnd)).toHaveLength(width);
});

const flood = `${head("print a lot", "flood")}
  - { id: flood, title: flood, kind: shell, input: { command: "echo first; yes x | head -c $(cat size); echo last" }, criteria: [c1] }
`;

test("a step that prints 100 MB is kept as head and tail, told how much is missing, and grows its worker by less than 20 MB", async () => {
  const ground = await prepareGround(flood);
  const program = await open(ground);
  const source = `${ground.home}-source`;
  onTestFinished(() => rm(source, { recursive: true, force: true }));
  await mkdir(source);
  const { pid = 0 } = await startWorkerProcess(ground.env);
  // What any step needs is there before it is measured.
  await writeFile(join(source, "size"), "100000");
  for (let warm = 0; warm < 3; warm += 1) await finish(program, "print a lot", source);
  await writeFile(join(source, "size"), "100000000");
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  const before = await memoryOf(pid, "VmRSS");
  const task = await finish(program, "print a lot", source);
  expect((await memoryOf(pid, "VmHWM")) - before).toBeLessThan(20 * 1024 ** 2);
  const output = task.plan?.steps[0]?.result?.output ?? "";
  expect(output).toMatch(/^first\n(x\n)+x?\n… 999344\d\d bytes omitted …\n(x?\n)+(x\n)*last\n$/);
  expect(output.length).toBeLessThan(70_000);
});

/** What a process occupies now (VmRSS), or at most did since this was last set back (VmHWM), in bytes. */
async function memoryOf(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
}
