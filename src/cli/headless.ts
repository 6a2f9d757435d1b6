import { randomUUID } from "node:crypto";
import { showsColour } from "../adapters/terminal/screen.ts";
import { openView, type View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { tasksOfConversation } from "../store/tasks.ts";
import { catchInterrupts, type Interrupts, terminated } from "./interrupt.ts";
import { judgeUnused, tellRest } from "./last-words.ts";
import { exits, type Program, print } from "./program.ts";
import { type Consent, prepareReplies } from "./replies.ts";
import type { Rest } from "./rest.ts";
import { openSession, type Session } from "./session.ts";
import type { Seen } from "./watch.ts";

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
  /** Says it and waits until it was read; returns the exit code when nothing follows from it, or null. An abort ends the wait. */
  say(signal: AbortSignal): Promise<number | null>;
  /** Whether to carry on after it. */
  readonly follow: boolean;
};

/** Carries it on until it ends or needs a person; progress on stderr, result on stdout. Returns the exit code. */
export async function carryOn(program: Program, app: App, headless: Headless): Promise<number> {
  const view = openView({ stream: program.stderr, colour: showsColour(program.stderr, program.env) });
  const talk: string[] = [];
  let stage: "saying" | "refused" | "following" = headless.opening === null ? "following" : "saying";
  const session = await openSession(app, { ...headless, show: (seen) => stage === "refused" || show(seen, view, talk) });
  const giveUp = new AbortController();
  // What nobody has read yet is only waited for: the wait ends, and nothing else.
  const interrupt = async () => (stage === "following" && (await cancelNewest(app, headless, view))) || giveUp.abort();
  const interrupts = catchInterrupts(() => void interrupt(), exits.cancelled);
  const signal = AbortSignal.any([interrupts.leave, giveUp.signal]);
  try {
    const refused = (await headless.opening?.say(signal)) ?? null;
    // It was posted to this person too; here it is told once.
    stage = refused === null ? "following" : "refused";
    if (refused !== null) return interrupts.leave.aborted ? terminated : refused;
    if (headless.opening?.follow === false) return exits.completed;
    const replies = prepareReplies(app, view, headless.answers, headless.consent);
    const rest = await restWithReplies(session, replies, signal);
    view.close();
    if (rest === null) return await leave(program, app, headless, interrupts);
    const code = await tellRest(program, app, rest, headless.json, talk.join("\n\n"));
    return code === exits.cancelled || code === exits.failed ? code : judgeUnused(program, replies.unused(), code);
  } finally {
    view.close();
    interrupts.stop();
    await session.close();
  }
}

/** Carries it on past everything that was answered beforehand; null when told to stop. */
async function restWithReplies(session: Session, replies: ReturnType<typeof prepareReplies>, signal: AbortSignal): Promise<Rest | null> {
  let rest = await session.rest(signal);
  while (rest?.kind === "waiting" && (await replies.give(rest.task, signal))) rest = await session.rest(signal);
  return rest;
}

/** What is asked for and how it ended is told at the end, on its own stream. */
function show(seen: Seen, view: View, talk: string[]): void {
  if (seen.kind === "card") view.card(seen.card);
  else if (seen.message.kind === "reply" && seen.task === null) talk.push(seen.message.text);
  else if (seen.message.kind === "reply") view.message(seen.message);
}

async function newestOf({ database }: App, { conversation, task }: Headless): Promise<TaskId | undefined> {
  return task ?? (await tasksOfConversation(database.db, conversation)).at(-1);
}

/** True when there was a task to cancel, and it was told. */
async function cancelNewest(app: App, headless: Headless, view: View): Promise<boolean> {
  const { database, me } = app;
  try {
    const id = await newestOf(app, headless);
    if (id === undefined) return false;
    view.note("Stopping. Ctrl-C again leaves at once.");
    await takeIn(database.db, { type: "command", key: `cancel:${randomUUID()}`, by: me, task: id, command: "cancel" });
    return true;
  } catch (error) {
    view.note(`It could not be stopped: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function leave(program: Program, app: App, headless: Headless, { leave }: Interrupts): Promise<number> {
  if (!leave.aborted) return exits.cancelled;
  const id = await newestOf(app, headless);
  if (id !== undefined) print(program.stderr, `The task is kept: adjutant resume ${id} carries it on.`);
  return terminated;
}
