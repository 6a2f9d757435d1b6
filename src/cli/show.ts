import { Command } from "commander";
import { renderCard } from "../adapters/terminal/card.ts";
import { renderMessage } from "../adapters/terminal/message.ts";
import { createPaint, type Paint } from "../adapters/terminal/paint.ts";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import { wrap } from "../adapters/terminal/width.ts";
import { cardOf } from "../domain/card.ts";
import { sayNeeds } from "../domain/needs-words.ts";
import type { Task } from "../domain/task.ts";
import { identify } from "./identify.ts";
import { outcomeJson } from "./outcome.ts";
import { exits, type Program, print, withApp } from "./program.ts";
import { readRecord, type TaskRecord } from "./record.ts";
import { moment } from "./tasks.ts";

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
    const outcome = () => ({ ...outcomeJson(app, task, record.told, null), plan: record.task.plan, waysOn: record.waysOn });
    print(program.stdout, json ? JSON.stringify(outcome(), null, 2) : render(program, record));
    return exits.completed;
  });
}

function render({ stdout, env }: Program, { task, told, waysOn }: TaskRecord): string {
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
    planOf(task, width, paint),
    ...open,
    told.result === null ? "" : renderMessage(told.result, width, colour),
    waysOn.join("\n"),
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

/** What each step would do and what it asks of the outside. */
function planOf({ plan }: Task, width: number, paint: Paint): string {
  if (plan === null) return "";
  const steps = plan.steps.flatMap((step, index) => {
    const needs = [step.tier, ...sayNeeds(step.needs)].join(", ");
    return wrap(`${String(index + 1).padStart(3)}. ${step.title} — ${step.summary} · ${needs}`, width, "     ");
  });
  return [paint.bold(`Plan v${plan.version}${plan.reason === "" ? "" : `: ${plan.reason}`}`), ...steps].join("\n");
}
