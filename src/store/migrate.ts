import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "postgres";
import { Problem } from "../domain/problem.ts";
import type { DatabaseAddress } from "./address.ts";
import { connect } from "./address.ts";
import { applyMigrations, drizzle } from "./drizzle.ts";
import { settleRuntimeRole } from "./runtime-role.ts";

const patienceMs = 5 * 60_000;

/**
 * Brings the schema up to date: every migration of `folder` (drizzle-kit's) that this database has not seen, in one
 * transaction, while everybody else who starts at the same time waits. A folder without a journal has none.
 * Returns the role to run as from now on; null: as this login (`settleRuntimeRole`). Throws Problem("database").
 */
export async function migrate(address: DatabaseAddress, folder: string): Promise<string | null> {
  if (!existsSync(join(folder, "meta/_journal.json"))) return null;
  // One connection, so that the lock and the migrations share a session; ending it gives the lock back.
  const sql = connect(address, { max: 1, max_lifetime: null });
  try {
    await waitForTurn(sql);
    await applyMigrations(drizzle(sql), { migrationsFolder: folder }).catch((error: unknown) => {
      throw new Problem("database", `a migration failed, and none was applied: ${describe(error)}`, error);
    });
    return await settleRuntimeRole(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Tries again and again instead of queueing: a session that waits for a lock holds a snapshot, and CREATE INDEX CONCURRENTLY waits for those. */
async function waitForTurn(sql: Sql): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const [row] = await sql`select pg_try_advisory_lock(hashtextextended('adjutant:migrations', 0)) as ours`;
    if (row?.["ours"] === true) return;
    if (performance.now() > deadline)
      throw new Problem("database", "another adjutant has been migrating for five minutes: end it, or wait");
    await pause(50);
  }
}

/** Drizzle's own message is the whole statement; what the server said is its cause. */
function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
