import { Command } from "commander";
import type { App } from "../app.ts";
import { accountOf } from "../domain/principal.ts";
import { Problem } from "../domain/problem.ts";
import { eraseBodies } from "../store/audit/trail.ts";
import { catchUp, type Verdict, verifyAll, verifyChain } from "../store/audit/verification.ts";
import { transact } from "../store/transaction.ts";
import { count, nameOfChain, sayVerdict } from "./audit-words.ts";
import { chainNamed } from "./identify.ts";
import { exits, type Program, print, withApp } from "./program.ts";

/** `adjutant audit`: whether the record of who did what is whole, and erasing what it quotes (product: 2.9). */
export function auditCommand(program: Program): Command {
  const verify = new Command("verify")
    .description("check every entry, and name the first broken link of each chain; exit code 1 when there is one")
    .argument("[id]", "one task (43, tsk_…), or `installation`, instead of all")
    .option("--json", "print one JSON object")
    .action(async (id: string | undefined, { json = false }: { json?: boolean }) => program.exit(await verifyChains(program, id, json)));
  const erase = new Command("erase")
    .description("erase what a chain's entries quote, for good; who did what, and that it was erased, stays")
    .argument("<id>", "a task (43, tsk_…), or `installation`")
    .option("--yes", "really; this cannot be undone")
    .action(async (id: string, { yes = false }: { yes?: boolean }) => program.exit(await erasePart(program, id, yes)));
  return new Command("audit").description("check the audit, or erase what it quotes").addCommand(verify).addCommand(erase);
}

function verifyChains(program: Program, id: string | undefined, json: boolean): Promise<number> {
  return withApp(program, async (app) => {
    const verdicts: Verdict[] = [];
    for await (const verdict of chainsOf(app, id)) {
      catchUp(app.engine.audit, verdict);
      verdicts.push(verdict);
    }
    const broken = verdicts.filter((verdict) => verdict.broken !== null);
    if (json) print(program.stdout, JSON.stringify({ ok: broken.length === 0, chains: verdicts }, null, 2));
    else print(program.stdout, render(verdicts, id !== undefined));
    return broken.length === 0 ? exits.completed : exits.failed;
  });
}

async function* chainsOf(app: App, id: string | undefined): AsyncGenerator<Verdict> {
  const { database, engine } = app;
  if (id === undefined) yield* verifyAll(database.db, engine.audit);
  else yield verifyChain(database.db, engine.audit, (await chainNamed(app, id)).chain);
}

/** Whole chains are counted; broken ones, and those with something to say, are named. */
function render(verdicts: readonly Verdict[], all: boolean): string {
  const told = verdicts.filter((one) => all || one.broken !== null || one.unsealed > 0 || one.erased > 0).map(sayVerdict);
  const whole = verdicts.filter((one) => one.broken === null);
  const entries = whole.reduce((sum, one) => sum + one.entries, 0);
  const sum = `${count(whole.length, "chain", "chains")} of ${verdicts.length} whole, ${count(entries, "entry", "entries")}.`;
  return [...told, ...(all ? [] : [sum])].join("\n");
}

function erasePart(program: Program, id: string, yes: boolean): Promise<number> {
  if (!yes) throw new Problem("usage", "what is erased is gone for good: add --yes to really erase it.");
  return withApp(program, async (app) => {
    const { chain, number } = await chainNamed(app, id);
    const erased = await transact(app.database.db, (tx) => eraseBodies(tx, app.engine.audit, chain, accountOf(app.me), Date.now()));
    print(program.stdout, `${nameOfChain(chain, number)}: ${count(erased, "body was", "bodies were")} erased; the chain says so.`);
    return exits.completed;
  });
}
