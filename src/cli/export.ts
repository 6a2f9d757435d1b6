import { Command } from "commander";
import { identify } from "./identify.ts";
import { exits, type Program, print, withApp } from "./program.ts";
import { readRecord } from "./record.ts";
import { recordMarkdown } from "./record-markdown.ts";

/** `adjutant export <id>`: the whole story of a task, for a file. */
export function exportCommand(program: Program): Command {
  return new Command("export")
    .description("print the whole record of a task: what was said, planned, approved, done and found")
    .argument("<id>", "a task (43, tsk_…)")
    .option("--json", "as one JSON object instead of Markdown")
    .action(async (id: string, { json = false }: { json?: boolean }) => program.exit(await exportTask(program, id, json)));
}

function exportTask(program: Program, id: string, json: boolean): Promise<number> {
  return withApp(program, async (app) => {
    const record = await readRecord(app, (await identify(app, id)).task);
    print(program.stdout, json ? JSON.stringify(record, null, 2) : recordMarkdown(record));
    return exits.completed;
  });
}
