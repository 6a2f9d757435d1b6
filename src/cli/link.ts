import { Command } from "commander";
import { Problem } from "../domain/problem.ts";
import { finishLink, startLink, unlink } from "../orchestrator/linking.ts";
import { transact } from "../store/transaction.ts";
import { exits, type Program, print, withApp } from "./program.ts";

/** `adjutant link [code]`: makes this terminal's account and another one the same person. */
export function linkCommand(program: Program): Command {
  return new Command("link")
    .description("link this account to another one of yours: without a code it prints one, with the other's code it links")
    .argument("[code]", "what the other account was told")
    .option("--remove", "this account stands alone again")
    .action(async (code: string | undefined, { remove = false }: { remove?: boolean }) =>
      program.exit(await link(program, code ?? null, remove)),
    );
}

function link(program: Program, code: string | null, remove: boolean): Promise<number> {
  return withApp(program, async ({ database, engine, me }) => {
    const now = Date.now();
    const told = await transact(database.db, async (tx) => {
      if (remove) return unlink(tx, engine, me);
      if (code === null) return startLink(tx, me, now);
      const linked = await finishLink(tx, engine, me, code, now);
      if (!linked.done) throw new Problem("usage", linked.text);
      return linked.text;
    });
    print(program.stdout, told);
    return exits.completed;
  });
}
