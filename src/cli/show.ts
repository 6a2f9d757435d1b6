import { Command } from "commander";
import { renderCard } from "../adapters/terminal/card.ts";
import { renderMessage } from "../adapters/terminal/message.ts";
import { createPaint } from "../adapters/terminal/paint.ts";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import { wrap } from "../adapters/terminal/width.ts";
import { cardOf } from "../domain/card.ts";
import type { Task } from "../domain/task.ts";
import { identify } from "./identify.ts";
import { outcomeJson } from "./outcome.ts";
import { planJson, renderPlan } from "./plan-text.ts";
import { exits, type Program, print, withApp } from "./program.ts";
import { readRecord, type TaskRecord } from "./record.ts";
import { moment } from "./tasks.ts";
import { sayUndelivered } from "./undelivered.ts";

/** `adjutant show <id>`: where a task stands, what it may do, and what it waits for. */
export function showCommand(program: Program): Command {
  return new Command("show")
    .description("show where a task stands, its plan, and what it waits for")
    .argument("<id>", "a task (43, tsk_…) or an approval (apr_…)")
    .option("--json", "print one JSON object")
    .action(async (id: string, { json = false }: { json?: boolean }) => program.exit(await show(program, id, json)));
}

function show(program: Program, id: string, json: boolean): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    const record = await readRecord(app, task);
    const outcome = () => ({
      ...outcomeJson(app, task, record.told, null),
      plan: record.task.plan && planJson(record.task.plan),
      waysOn: record.waysOn,
      undelivered: record.undelivered,
    });
    print(program.stdout, json ? JSON.stringify(outcome(), null, 2) : render(program, record));
    return exits.completed;
  });
}

function render({ stdout, env }: Program, { task, told, waysOn, undelivered }: TaskRecord): string {
  const [width, colour] = [columnsOf(stdout), showsColour(stdout, env)];
  const paint = createPaint(colour);
  const open = [
    ...(told.questions.length > 0 ? [renderMessage({ kind: "questions", task, questions: told.questions }, width, colour)] : []),
    ...told.approvals.map((approval) => renderMessage(approval, width, colour)),
  ];
  const parts = [
    renderCard(cardOf(task), Date.now(), 0, width, colour).join("\n"),
    factsOf(task)
      .flatMap((line) => wrap(line, width, "    "))
      .join("\n"),
    task.plan === null ? "" : renderPlan(task.plan, width, paint),
    ...open,
    told.result === null ? "" : renderMessage(told.result, width, colour),
    [...waysOn, ...sayUndelivered({ number: task.number, undelivered })].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function factsOf({ id, stage, requester, createdAt, request, place, space, brief }: Task): readonly string[] {
  const base = place.base === null ? "" : ` at ${place.base.slice(0, 7)}`;
  const where = place.source === null ? "an empty folder" : `${place.source} (${place.kind})${base}`;
  return [
    `${id} · ${stage.replace("_", " ")} · asked by ${requester.name}, ${moment(createdAt)}`,
    `Request: ${request}`,
    `Where: ${space === null ? "" : `${space} · `}${where}`,
    ...(brief === null ? [] : [`Goal: ${brief.goal}`]),
    ...(brief?.criteria ?? []).map((one) => `  ${one.must ? "must hold" : "should hold"}: ${one.text}`),
    ...(brief?.assumptions ?? []).map((one) => `  assumed: ${one}`),
  ];
}
