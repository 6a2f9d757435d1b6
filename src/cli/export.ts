import { Command } from "commander";
import { verifyTask } from "../store/audit/verification.ts";
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
    const { task } = await identify(app, id);
    const record = await readRecord(app, task);
    const chain = await verifyTask(app.database.db, app.engine.audit, task.id);
    print(program.stdout, json ? JSON.stringify({ ...record, chain }, null, 2) : recordMarkdown(record, chain));
    return exits.completed;
  });
}
