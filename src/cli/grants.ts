import { Command } from "commander";
import { sayGrant } from "../domain/grant-words.ts";
import { isGrantId } from "../domain/id.ts";
import { accountOf } from "../domain/principal.ts";
import { Problem } from "../domain/problem.ts";
import { takeBackGrant } from "../orchestrator/standing.ts";
import { listGrants } from "../store/grants.ts";
import { transact } from "../store/transaction.ts";
import { exits, type Program, print, withApp } from "./program.ts";

/** `adjutant grants`: the standing approvals in force; `adjutant grants revoke ID` takes one back. */
export function grantsCommand(program: Program): Command {
  return new Command("grants")
    .description("list the standing approvals that are in force, or take one back")
    .option("--json", "print a JSON list")
    .action(async ({ json = false }: { json?: boolean }) => program.exit(await list(program, json)))
    .addCommand(
      new Command("revoke")
        .description("take a standing approval back")
        .argument("<id>", "grt_… as the list shows it")
        .action(async (id: string) => program.exit(await revoke(program, id))),
    );
}

function list(program: Program, json: boolean): Promise<number> {
  return withApp(program, async ({ database, outbound }) => {
    const grants = await listGrants(database.db, null);
    const now = Date.now();
    if (json) print(program.stdout, JSON.stringify(outbound.data(grants), null, 2));
    else if (grants.length === 0) print(program.stdout, "No standing approval is in force. adjutant approve ID --for 1h gives one.");
    else print(program.stdout, grants.map((grant) => outbound.text(`${sayGrant(grant, now)} · given by ${grant.ownerName}`)).join("\n"));
    return exits.completed;
  });
}

/** Who holds the machine takes back anybody's; every other account its own. */
function revoke(program: Program, id: string): Promise<number> {
  return withApp(program, async ({ database, engine, me, outbound }) => {
    const { operator, owner } = await engine.policy(database.db, null);
    const account = accountOf(me);
    const whose = account === operator || account === owner ? null : account;
    const taken = isGrantId(id) ? await transact(database.db, (tx) => takeBackGrant(tx, engine, id, { by: account, of: whose })) : null;
    if (!taken) throw new Problem("usage", `there is no standing approval ${id} that you may take back. See adjutant grants.`);
    print(program.stdout, `Taken back: ${outbound.text(sayGrant(taken, Date.now()))}`);
    return exits.completed;
  });
}
