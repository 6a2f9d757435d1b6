import { Command } from "commander";
import { openDatabase } from "../store/database.ts";
import { exits, type Program, print } from "./program.ts";

/** `adjutant migrate`: brings the database up to date, before the new version is started. */
export function migrateCommand(program: Program): Command {
  return new Command("migrate")
    .description("bring the database up to date (start does it by itself)")
    .action(async () => program.exit(await migrate(program)));
}

async function migrate(program: Program): Promise<number> {
  const { secrets, config } = program.setUp("warn");
  const databaseUrl = secrets.token("DATABASE_URL");
  const database = await openDatabase({ databaseUrl, home: config.home });
  await database.close();
  print(program.stdout, `The database is up to date (${databaseUrl === null ? `embedded, ${config.home}` : "DATABASE_URL"}).`);
  return exits.completed;
}
