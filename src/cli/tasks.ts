import { Command } from "commander";
import { columnsOf } from "../adapters/terminal/screen.ts";
import { cut, pad, widthOf } from "../adapters/terminal/width.ts";
import type { App } from "../app.ts";
import { spentPhrase } from "../domain/limit-words.ts";
import { isEnded } from "../domain/task.ts";
import { listTasks, loadTask, type TaskLine } from "../store/tasks.ts";
import { whereaboutsOf } from "./elsewhere.ts";
import { exits, type Program, print, withApp } from "./program.ts";
import { sayUndelivered, undeliveredOf } from "./undelivered.ts";
import { waysOn } from "./way-on.ts";

type TasksOptions = { readonly all?: boolean; readonly json?: boolean };

/** The most tasks a list shows. */
const most = 200;

/** `adjutant tasks`: what is going on, and what waits for whom. */
export function tasksCommand(program: Program): Command {
  return new Command("tasks")
    .description("list the tasks that have not ended, newest first")
    .option("--all", "also those that have ended")
    .option("--json", "print a JSON list")
    .action(async (options: TasksOptions) => program.exit(await list(program, options)));
}

type Row = TaskLine & { readonly spent: string; readonly waits: readonly string[]; readonly undelivered: readonly string[] };

function list(program: Program, { all = false, json = false }: TasksOptions): Promise<number> {
  return withApp(program, async (app) => {
    const lines = await listTasks(app.database.db, { open: !all, most, untold: true });
    const rows = await Promise.all(lines.map((line) => rowOf(app, line)));
    if (json) print(program.stdout, JSON.stringify(rows.map(toJson), null, 2));
    else if (rows.length > 0) print(program.stdout, renderRows(rows, columnsOf(program.stdout)));
    else print(program.stdout, all ? "There are no tasks yet." : "No task is open. Those that have ended: adjutant tasks --all");
    return exits.completed;
  });
}

async function rowOf(app: App, line: TaskLine): Promise<Row> {
  const task = isEnded(line.stage) ? undefined : await loadTask(app.database.db, line.id);
  const waits = task ? waysOn(task, await whereaboutsOf(app, task.id)) : [];
  const undelivered = await undeliveredOf(app, line.id);
  return { ...line, title: app.outbound.line(line.title), spent: task ? spentPhrase(task) : "", waits, undelivered };
}

function toJson({ createdAt, ...row }: Row) {
  return { ...row, createdAt: new Date(createdAt).toISOString() };
}

function renderRows(rows: readonly Row[], width: number): string {
  const longest = (texts: readonly string[]) => Math.max(...texts.map(widthOf));
  const number = longest(rows.map((row) => `#${row.number}`));
  const stage = longest(rows.map((row) => row.stage));
  return rows
    .flatMap((row) => [
      cut(
        `${pad(`#${row.number}`, number)}  ${pad(row.stage.replace("_", " "), stage)}  ${moment(row.createdAt)}  ${row.title}${row.spent && ` · ${row.spent}`}`,
        width,
      ),
      // Commands are never cut: they are there to be copied.
      ...[...row.waits, ...sayUndelivered(row)].map((line) => `${" ".repeat(number + 2)}${line}`),
    ])
    .join("\n");
}

/** `2026-11-21 14:03`, in the time of this machine. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
