import { Command } from "commander";
import type { App } from "../app.ts";
import { installationChain } from "../domain/audit.ts";
import { readAudit } from "../store/audit/trail.ts";
import { verifyChain } from "../store/audit/verification.ts";
import { identify } from "./identify.ts";
import { exits, type Program, print, withApp } from "./program.ts";
import { readRecord } from "./record.ts";
import { auditLines, recordMarkdown } from "./record-markdown.ts";

/** `adjutant export <id>`: the whole story of a task, for a file. */
export function exportCommand(program: Program): Command {
  return new Command("export")
    .description("print the whole record of a task (what was said, planned, approved, done and found), or of the installation")
    .argument("<id>", "a task (43, tsk_…), or `installation` for who owns it, whose accounts are whose, and standing approvals")
    .option("--json", "as one JSON object instead of Markdown")
    .action(async (id: string, { json = false }: { json?: boolean }) => program.exit(await exportTask(program, id, json)));
}

function exportTask(program: Program, id: string, json: boolean): Promise<number> {
  return withApp(program, async (app) => {
    if (id === installationChain) return exportInstallation(program, app, json);
    const { task } = await identify(app, id);
    const record = await readRecord(app, task);
    const chain = await verifyChain(app.database.db, app.engine.audit, task.id);
    print(program.stdout, json ? JSON.stringify({ ...record, chain }, null, 2) : recordMarkdown(record, chain));
    return exits.completed;
  });
}

/** What rights rest on, entry by entry, with what was found of its chain. */
async function exportInstallation(program: Program, { database, engine, outbound }: App, json: boolean): Promise<number> {
  const entries = await readAudit(database.db, installationChain);
  const chain = await verifyChain(database.db, engine.audit, installationChain);
  if (json) print(program.stdout, JSON.stringify(outbound.data({ audit: entries, chain }), null, 2));
  else print(program.stdout, outbound.text(["# Installation", "", ...auditLines(entries, chain)].join("\n")));
  return exits.completed;
}
