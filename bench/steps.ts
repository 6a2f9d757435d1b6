/**
 * What the engine itself costs: a plan of many trivial steps, many wide, through the whole program on its embedded database.
 * `node bench/steps.ts [--steps 200] [--width 20] [--runs 3]` prints each run and the median of all.
 */
import { randomUUID } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type App, openApp } from "../src/app.ts";
import type { ConversationId, TaskId } from "../src/domain/id.ts";
import { isEnded, type Task } from "../src/domain/task.ts";
import { takeIn } from "../src/orchestrator/intake.ts";
import { setUp } from "../src/setup.ts";
import { listAttempts } from "../src/store/attempts.ts";
import { loadTask, tasksOfConversation } from "../src/store/tasks.ts";

type Shape = { readonly steps: number; readonly width: number };

/** One run: milliseconds, and transactions that wrote something. */
type Measured = { readonly total: number; readonly perStep: number; readonly attempt: number; readonly commits: number };

const { values } = parseArgs({
  options: { steps: { type: "string", default: "200" }, width: { type: "string", default: "20" }, runs: { type: "string", default: "3" } },
});
const shape: Shape = { steps: Number(values.steps), width: Number(values.width) };
const home = await mkdtemp(join(tmpdir(), "adjutant-bench-"));
// The account of the sandbox has to reach the workspaces below.
await chmod(home, 0o755);
try {
  const app = await open(shape, home);
  const runs: Measured[] = [];
  try {
    for (let run = 0; run < Number(values.runs); run++) runs.push(await measure(app, shape));
  } finally {
    await app.close();
  }
  show(runs);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** The program in a home of its own, with one recipe and room for a whole layer at once. */
async function open(wanted: Shape, place: string): Promise<App> {
  await mkdir(join(place, "recipes"));
  await writeFile(join(place, "recipes", "bench.yaml"), recipe(wanted));
  const parallel = `parallel: { task: ${wanted.width}, process: ${wanted.width} }`;
  await writeFile(join(place, "adjutant.yaml"), `${parallel}\nprocedures: { directory: ${join(place, "recipes")} }\n`);
  const env = { ADJUTANT_HOME: join(place, "state"), ADJUTANT_CONFIG: join(place, "adjutant.yaml"), HOME: place };
  return openApp(setUp(env, "warn"));
}

/** Layers of `width` steps; each step waits for the one above it. */
function recipe({ steps, width }: Shape): string {
  const lines = Array.from({ length: steps }, (_, n) => {
    const needs = n < width ? "" : `dependsOn: [s${n - width}], `;
    return `  - { id: s${n}, title: s${n}, kind: shell, ${needs}input: { command: ":" }, criteria: [done] }`;
  });
  const head = ["name: bench", "title: Bench", "purpose: measures", "triggers: [measure the engine]", "workspace: copy", "headline: s0"];
  return [...head, "criteria: [{ id: done, text: it is done }]", "steps:", ...lines, ""].join("\n");
}

async function measure(app: App, { steps }: Shape): Promise<Measured> {
  const worker = await app.work({ only: null, atOnce: 4 });
  try {
    const before = await countWrites(app);
    const began = performance.now();
    const task = await finish(app, await ask(app));
    const total = performance.now() - began;
    const commits = (await countWrites(app)) - before;
    if (task.stage !== "completed") throw new Error(`it ended as ${task.stage}: ${task.ending?.headline}`);
    const attempts = await listAttempts(app.database.db, task.id);
    const spans = attempts.map(({ startedAt, endedAt }) => Number(endedAt) - Number(startedAt));
    return { total, perStep: total / steps, attempt: median(spans), commits: commits / steps };
  } finally {
    await worker.stop();
  }
}

async function ask({ database: { db }, me }: App): Promise<ConversationId> {
  const thread = randomUUID();
  const address = { channel: "terminal", workspace: "bench", room: "bench", thread } as const;
  const setting = { space: null, source: null, workspace: null, autonomy: "full" } as const;
  const taken = await takeIn(db, { type: "message", key: thread, by: me, address, setting, text: "measure the engine" });
  if (taken === null) throw new Error("the request was not taken");
  return `cnv_${taken.actor.slice("cnv_".length)}`;
}

/** The task once it has ended. Looks seldom: looking costs time too. */
async function finish({ database: { db, sql } }: App, conversation: ConversationId): Promise<Task> {
  for (;;) {
    await pause(50);
    const id: TaskId | undefined = (await tasksOfConversation(db, conversation)).at(-1);
    const [row] = id === undefined ? [] : await sql`select stage from tasks where id = ${id}`;
    const task = id !== undefined && row !== undefined && isEnded(row["stage"]) ? await loadTask(db, id) : undefined;
    if (task) return task;
  }
}

/** Transactions that wrote something, since the server began; asking is one of them. */
async function countWrites({ database: { sql } }: App): Promise<number> {
  const [row] = await sql`select pg_current_xact_id()::text as id`;
  return Number(row?.["id"]);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return (low + high) / 2;
}

function show(runs: readonly Measured[]): void {
  const columns = ["total", "perStep", "attempt", "commits"] as const;
  const row = (one: Measured) => ({
    "total, ms": Math.round(one.total),
    "per step, ms": Number(one.perStep.toFixed(1)),
    "attempt (median), ms": Math.round(one.attempt),
    "commits per step": Number(one.commits.toFixed(2)),
  });
  const middle = (key: (typeof columns)[number]) => median(runs.map((run) => run[key]));
  const all = { total: middle("total"), perStep: middle("perStep"), attempt: middle("attempt"), commits: middle("commits") };
  console.log(`${shape.steps} steps, ${shape.width} wide`);
  console.table(Object.fromEntries([...runs.map((run, n) => [`run ${n + 1}`, row(run)]), ["median", row(all)]]));
}
