import { Command } from "commander";
import { identify } from "./identify.ts";
import { type Program, withApp, withExitCodes } from "./program.ts";
import { sayTo } from "./say.ts";

/** `adjutant answer <id> <text>`: answers what a task asked, and carries it on. */
export function answerCommand(program: Program): Command {
  return withExitCodes(new Command("answer"))
    .description("answer what a task asked, and carry it on")
    .argument("<id>", "a task (43, tsk_…)")
    .argument("<text>", "the answer: a choice by its number or its words, or your own words")
    .option("--no-follow", "return at once instead of carrying the task on")
    .action(async (id: string, text: string, { follow }: { follow: boolean }) => program.exit(await answer(program, id, text, follow)));
}

function answer(program: Program, id: string, text: string, follow: boolean): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    return sayTo(program, app, task, { type: "answer", task: task.id, question: null, text }, follow);
  });
}
