import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Command } from "commander";
import type { App } from "../app.ts";
import type { Setting } from "../domain/conversation.ts";
import { type ConversationId, isTaskId } from "../domain/id.ts";
import { Problem } from "../domain/problem.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { type AskingOptions, carryOnAsked, withAskingOptions } from "./asking.ts";
import { type Program, withApp, withExitCodes } from "./program.ts";
import { type SettingOptions, settingOf, settingOptions } from "./setting.ts";

type RunOptions = SettingOptions & AskingOptions;

/** `adjutant run "<request>"`: one task, headless. */
export function runCommand(program: Program): Command {
  const command = withExitCodes(withAskingOptions(new Command("run")))
    .description("do one piece of work without a chat: progress on stderr, result on stdout")
    .argument("[request]", "what to do, in your own words")
    .action(async (request: string | undefined, options: RunOptions) => program.exit(await run(program, request, options)));
  for (const option of settingOptions) command.addOption(option);
  return command;
}

function run(program: Program, request: string | undefined, options: RunOptions): Promise<number> {
  if (request === undefined || request.trim() === "")
    throw new Problem("usage", 'there is no request. Write first what to do: adjutant run "check the health of this repository".');
  const setting = settingOf(program.setUp("warn"), options);
  return withApp(program, async (app) => {
    app.checkRequest(request);
    const conversation = await startConversation(app, request, setting);
    return carryOnAsked(program, app, conversation, options);
  });
}

/** Says a request in a conversation of its own. */
export async function startConversation({ database, me }: App, text: string, setting: Setting): Promise<ConversationId> {
  const thread = randomUUID();
  const address = { channel: "terminal", workspace: hostname(), room: me.name, thread } as const;
  const taken = await takeIn(database.db, { type: "message", key: `said:${thread}`, by: me, address, setting, text });
  if (taken === null || isTaskId(taken.actor)) throw new Problem("internal", "the request went to no conversation. Try again.");
  return taken.actor;
}
