import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Command } from "commander";
import type { App } from "../app.ts";
import type { Address, Setting } from "../domain/conversation.ts";
import { mintId } from "../orchestrator/identity.ts";
import { openConversation } from "../store/conversations.ts";
import { transact } from "../store/transaction.ts";
import { talkByKeyboard } from "./chat-keyboard.ts";
import { talkByLines } from "./chat-lines.ts";
import { type Program, withApp } from "./program.ts";
import { type SettingOptions, settingOf, settingOptions } from "./setting.ts";

/** `adjutant chat`: a conversation at the terminal, kept from one time to the next. */
export function chatCommand(program: Program): Command {
  const command = new Command("chat")
    .description("talk in the terminal; the conversation about a directory goes on where it was left")
    .option("--new", "begin a new conversation")
    .action(async (options: SettingOptions & { readonly new?: boolean }) => program.exit(await chat(program, options)));
  for (const option of settingOptions) command.addOption(option);
  return command;
}

function chat(program: Program, options: SettingOptions & { readonly new?: boolean }): Promise<number> {
  const setting = settingOf(program.setUp("warn"), options);
  return withApp(program, async (app) => {
    const address = addressOf(app, setting, options.new === true);
    const conversation = await transact(app.database.db, (tx) => openConversation(tx, mintId("cnv"), address, setting, Date.now()));
    const talk = program.stdin.isTTY && program.stdout.isTTY ? talkByKeyboard : talkByLines;
    return talk(program, app, { conversation, address, setting });
  });
}

/** Of this person's conversations the one about this directory with this setting, or a new one. */
function addressOf({ me }: App, { source, space, workspace, autonomy }: Setting, isNew: boolean): Address {
  const thread = isNew ? randomUUID() : `chat ${JSON.stringify([source, space, workspace, autonomy])}`;
  return { channel: "terminal", workspace: hostname(), room: me.name, thread };
}
