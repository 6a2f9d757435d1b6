import type { Command } from "commander";
import type { App } from "../app.ts";
import type { ConversationId } from "../domain/id.ts";
import { carryOn } from "./headless.ts";
import type { Program } from "./program.ts";

/** What may be said beforehand with a request. */
export type AskingOptions = { readonly answer?: readonly string[]; readonly yes?: boolean; readonly json?: boolean };

/** Gives a command the options of a request. */
export function withAskingOptions(command: Command): Command {
  return command
    .option("--answer <text>", "an answer to the next open question; once for each", (text, before: readonly string[] = []) => [
      ...before,
      text,
    ])
    .option("--yes", "approve plans, steps and green results up to the tier execute")
    .option("--json", "print the outcome as one JSON object");
}

/** Carries a request on from its first word to its end, or to where a person is needed. Returns the exit code. */
export function carryOnAsked(program: Program, app: App, conversation: ConversationId, options: AskingOptions): Promise<number> {
  const { answer: answers = [], yes = false, json = false } = options;
  const consent = yes ? "everything" : "nothing";
  return carryOn(program, app, { conversation, task: null, from: "start", answers, consent, json, opening: null });
}
