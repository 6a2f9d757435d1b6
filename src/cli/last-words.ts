import { renderMessage } from "../adapters/terminal/message.ts";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import type { App } from "../app.ts";
import { reportMarkdown } from "../domain/report.ts";
import type { Task } from "../domain/task.ts";
import { elsewhereWords } from "./elsewhere.ts";
import { outcomeJson, type Told, toldOf } from "./outcome.ts";
import { exits, type Program, print } from "./program.ts";
import type { Heard } from "./request.ts";
import type { Rest } from "./rest.ts";
import { waysOn } from "./way-on.ts";

/** Says where a conversation came to rest: the result on stdout, what is open on stderr. Returns the exit code. */
export async function tellRest(program: Program, app: App, rest: Rest, json: boolean, talk: string): Promise<number> {
  const task = rest.kind === "talked" ? null : rest.task;
  const told: Told = task ? await toldOf(app, task) : { result: null, questions: [], approvals: [] };
  if (json) print(program.stdout, JSON.stringify(outcomeJson(app, task, told, talk || null), null, 2));
  else if (told.result !== null) print(program.stdout, renderResult(program, told.result));
  else if (talk !== "") print(program.stdout, talk);
  switch (rest.kind) {
    case "talked":
      return app.model === null ? exits.usage : exits.completed;
    case "waiting":
      return tellOpen(program, rest.task, told);
    case "elsewhere":
      print(program.stderr, elsewhereWords(rest.task, rest.host));
      return exits.person;
    case "ended":
      return codeOf(rest.task);
  }
}

/** For a person as they read it, for a file as Markdown. */
function renderResult({ stdout, env }: Program, result: NonNullable<Told["result"]>): string {
  return stdout.isTTY ? renderMessage(result, columnsOf(stdout), showsColour(stdout, env)) : reportMarkdown(result);
}

function tellOpen({ stderr, env }: Program, task: Task, { questions, approvals }: Told): number {
  const render = (message: Parameters<typeof renderMessage>[0]) =>
    print(stderr, renderMessage(message, columnsOf(stderr), showsColour(stderr, env)));
  if (questions.length > 0) render({ kind: "questions", task, questions });
  for (const approval of approvals) render(approval);
  for (const way of waysOn(task, { held: false, elsewhere: null })) print(stderr, way);
  return exits.person;
}

function codeOf({ stage }: Task): number {
  if (stage === "completed") return exits.completed;
  return stage === "cancelled" ? exits.cancelled : exits.failed;
}

/** Says why nobody acts on what was said to a task, and returns the exit code; null when it was taken. */
export function tellUnheard({ stderr }: Program, task: Pick<Task, "number">, heard: Heard): number | null {
  switch (heard.kind) {
    case "read":
      if (heard.refusal === null) return null;
      print(stderr, `adjutant: ${heard.refusal}`);
      return exits.failed;
    case "elsewhere":
      print(stderr, elsewhereWords(task, heard.host));
      return exits.person;
    case "unheard":
      print(stderr, `It is stored, and nobody has read it yet: adjutant show ${task.number} tells what comes of it.`);
      return exits.cancelled;
  }
}

/** An answer nobody asked for is a mistake in what was typed. */
export function judgeUnused({ stderr }: Program, unused: readonly string[], code: number): number {
  if (unused.length === 0) return code;
  const what = unused.length === 1 ? `--answer ${JSON.stringify(unused[0])} was` : `${unused.length} of the --answer values were`;
  print(stderr, `adjutant: ${what} not used: nothing was asked that it answers. Leave it out.`);
  return exits.usage;
}
