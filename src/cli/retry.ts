import { Command } from "commander";
import type { App } from "../app.ts";
import type { Setting } from "../domain/conversation.ts";
import type { Task } from "../domain/task.ts";
import { loadConversation } from "../store/conversations.ts";
import { type AskingOptions, carryOnAsked, withAskingOptions } from "./asking.ts";
import { identify } from "./identify.ts";
import { type Program, withApp, withExitCodes } from "./program.ts";
import { startConversation } from "./run.ts";

/** `adjutant retry <id>`: asks for the same again, in the same place, as a new task. */
export function retryCommand(program: Program): Command {
  return withExitCodes(withAskingOptions(new Command("retry")))
    .description("ask for the same again, in the same place, as a new task")
    .argument("<id>", "a task (43, tsk_…)")
    .action(async (id: string, options: AskingOptions) => program.exit(await retry(program, id, options)));
}

function retry(program: Program, id: string, options: AskingOptions): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    const conversation = await startConversation(app, task.request, await settingOf(app, task));
    return carryOnAsked(program, app, conversation, options);
  });
}

/** The setting it was asked in; the directory has to be there still, and not to govern. */
async function settingOf({ database, sourceOf }: App, task: Task): Promise<Setting> {
  const before = (await loadConversation(database.db, task.conversation))?.setting;
  const { source } = task.place;
  const { space, autonomy } = task;
  return { space, autonomy, workspace: before?.workspace ?? null, parent: task.id, source: source === null ? null : sourceOf(source) };
}
