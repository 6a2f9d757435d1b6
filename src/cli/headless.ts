import { randomUUID } from "node:crypto";
import { renderMessage } from "../adapters/terminal/message.ts";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import { openView, type View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import { reportMarkdown } from "../domain/report.ts";
import type { Task } from "../domain/task.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { tasksOfConversation } from "../store/tasks.ts";
import { catchInterrupts, type Interrupts, terminated } from "./interrupt.ts";
import { outcomeJson, type Told, toldOf } from "./outcome.ts";
import { exits, type Program, print } from "./program.ts";
import { type Consent, prepareReplies } from "./replies.ts";
import type { Rest } from "./rest.ts";
import { openSession } from "./session.ts";
import type { Seen } from "./watch.ts";
import { waysOn } from "./way-on.ts";

/** How to carry a conversation on without a person at the keyboard. */
export type Headless = {
  readonly conversation: ConversationId;
  /** The one task it is about; null: whichever comes of it. */
  readonly task: TaskId | null;
  readonly from: "start" | "now";
  readonly answers: readonly string[];
  readonly consent: Consent;
  readonly json: boolean;
  /** What a person says first. Null: it was said already. */
  readonly opening: Opening | null;
};

type Opening = {
  /** Says it and waits until it was read; returns why it was refused, or null. */
  say(): Promise<string | null>;
  /** Whether to carry on after it. */
  readonly follow: boolean;
};

/** Carries it on until it ends or needs a person; progress on stderr, result on stdout. Returns the exit code. */
export async function carryOn(program: Program, app: App, headless: Headless): Promise<number> {
  const view = openView({ stream: program.stderr, colour: showsColour(program.stderr, program.env) });
  const talk: string[] = [];
  let isRefused = false;
  const session = await openSession(app, { ...headless, show: (seen) => isRefused || show(seen, view, talk) });
  const giveUp = new AbortController();
  const interrupts = catchInterrupts(
    () => void cancelNewest(app, headless, view).then((found) => found || giveUp.abort()),
    exits.cancelled,
  );
  try {
    const signal = AbortSignal.any([interrupts.leave, giveUp.signal]);
    const refusal = await headless.opening?.say();
    if (refusal) {
      // It was posted to this person too; here it is told once.
      isRefused = true;
      print(program.stderr, `adjutant: ${refusal}`);
      return exits.failed;
    }
    if (headless.opening?.follow === false) return exits.completed;
    const replies = prepareReplies(app, view, headless.answers, headless.consent);
    let rest = await session.rest(signal);
    while (rest?.kind === "waiting" && (await replies.give(rest.task))) rest = await session.rest(signal);
    view.close();
    if (rest === null) return await leave(program, app, headless, interrupts);
    const code = await tell(program, app, rest, headless.json, talk.join("\n\n"));
    return code === exits.cancelled || code === exits.failed ? code : judgeUnused(program, replies.unused(), code);
  } finally {
    view.close();
    interrupts.stop();
    await session.close();
  }
}

/** What is asked for and how it ended is told at the end, on its own stream. */
function show(seen: Seen, view: View, talk: string[]): void {
  if (seen.kind === "card") view.card(seen.card);
  else if (seen.message.kind === "reply" && seen.task === null) talk.push(seen.message.text);
  else if (seen.message.kind === "reply") view.message(seen.message);
}

/** True when there was a task to cancel. */
async function cancelNewest({ database, me }: App, { conversation, task }: Headless, view: View): Promise<boolean> {
  const id = task ?? (await tasksOfConversation(database.db, conversation)).at(-1);
  if (id === undefined) return false;
  view.note("Stopping. Ctrl-C again leaves at once.");
  await takeIn(database.db, { type: "command", key: `cancel:${randomUUID()}`, by: me, task: id, command: "cancel" });
  return true;
}

async function leave(program: Program, app: App, { conversation, task }: Headless, { leave }: Interrupts): Promise<number> {
  if (!leave.aborted) return exits.cancelled;
  const id = task ?? (await tasksOfConversation(app.database.db, conversation)).at(-1);
  if (id !== undefined) print(program.stderr, `The task is kept: adjutant resume ${id} carries it on.`);
  return terminated;
}

async function tell(program: Program, app: App, rest: Rest, json: boolean, talk: string): Promise<number> {
  const task = rest.kind === "talked" ? null : rest.task;
  const told: Told = task ? await toldOf(app, task) : { result: null, questions: [], approvals: [] };
  if (json) print(program.stdout, JSON.stringify(outcomeJson(app, task, told, talk || null), null, 2));
  else if (told.result !== null) print(program.stdout, renderResult(program, told.result));
  else if (talk !== "") print(program.stdout, talk);
  if (rest.kind === "talked") return app.model === null ? exits.usage : exits.completed;
  if (rest.kind === "waiting") return tellOpen(program, rest.task, told);
  return codeOf(rest.task);
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
  for (const way of waysOn(task, false)) print(stderr, way);
  return exits.person;
}

function codeOf({ stage }: Task): number {
  if (stage === "completed") return exits.completed;
  return stage === "cancelled" ? exits.cancelled : exits.failed;
}

function judgeUnused({ stderr }: Program, unused: readonly string[], code: number): number {
  if (unused.length === 0) return code;
  const what = unused.length === 1 ? `--answer ${JSON.stringify(unused[0])} was` : `${unused.length} of the --answer values were`;
  print(stderr, `adjutant: ${what} not used: nothing was asked that it answers. Leave it out.`);
  return exits.usage;
}
