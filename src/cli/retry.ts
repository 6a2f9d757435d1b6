import { Command } from "commander";
import type { App } from "../app.ts";
import type { Setting } from "../domain/conversation.ts";
import type { Task } from "../domain/task.ts";
import { loadConversation } from "../store/conversations.ts";
import { carryOn } from "./headless.ts";
import { identify } from "./identify.ts";
import { type Program, withApp } from "./program.ts";
import { startConversation } from "./run.ts";

type RetryOptions = { readonly answer?: readonly string[]; readonly yes?: boolean; readonly json?: boolean };

/** `adjutant retry <id>`: asks for the same again, in the same place, as a new task. */
export function retryCommand(program: Program): Command {
  return new Command("retry")
    .description("ask for the same again, in the same place, as a new task")
    .argument("<id>", "a task (43, tsk_…)")
    .option("--answer <text...>", "answers for open questions, in order")
    .option("--yes", "approve plans, steps and green results up to the tier execute")
    .option("--json", "print the outcome as one JSON object")
    .action(async (id: string, options: RetryOptions) => program.exit(await retry(program, id, options)));
}

function retry(program: Program, id: string, { answer: answers = [], yes = false, json = false }: RetryOptions): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    const conversation = await startConversation(app, task.request, await settingOf(app, task));
    return carryOn(program, app, {
      conversation,
      task: null,
      from: "start",
      answers,
      consent: yes ? "everything" : "nothing",
      json,
      opening: null,
    });
  });
}

/** The setting it was asked in; the directory has to be there still, and not to govern. */
async function settingOf({ database, sourceOf }: App, task: Task): Promise<Setting> {
  const before = (await loadConversation(database.db, task.conversation))?.setting;
  const { source } = task.place;
  const { space, autonomy } = task;
  return { space, autonomy, workspace: before?.workspace ?? null, parent: task.id, source: source === null ? null : sourceOf(source) };
}
