import { fileURLToPath } from "node:url";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { Problem } from "../domain/problem.ts";
import type { DatabaseAddress, Dial } from "./address.ts";
import { connect, parseDatabaseUrl } from "./address.ts";
import { drizzle } from "./drizzle.ts";
import { openEmbedded } from "./embedded/server.ts";
import { migrate } from "./migrate.ts";
import { createPool } from "./pool.ts";

/** The one database, ready to use: its schema is up to date. */
export type Database = {
  /**
   * For LISTEN, advisory locks (on a `reserve()`d connection, whose session lives as long as it is held) and SQL by hand.
   * A client of its own, because drizzle changes how its client reads dates (platforms.md: drizzle).
   */
  readonly sql: Sql;
  readonly db: PostgresJsDatabase;
  /** The role that everything runs as, which can only add to the audit; null: this login may not make one. */
  readonly role: string | null;
  /** Waits up to five seconds for what is running, and leaves. */
  close(): Promise<void>;
};

const shippedMigrations = fileURLToPath(new URL("../../migrations", import.meta.url));
/** The first version with all we rely on; older ones are out of support. */
const oldestMajor = 14;

/**
 * Opens the server of DATABASE_URL, or, when that is null, the machine's own below `home` (an absolute path), and applies
 * what is missing of `migrations` (a folder made by drizzle-kit). Throws Problem("database") or Problem("home").
 */
export async function openDatabase(
  where: { readonly databaseUrl: string | null; readonly home: string },
  migrations = shippedMigrations,
): Promise<Database> {
  if (where.databaseUrl !== null) {
    const address = parseDatabaseUrl(where.databaseUrl);
    await checkServer(address);
    return openClients(address, await migrate(address, migrations));
  }
  const embedded = await openEmbedded(where.home);
  const role = await migrate(embedded.address, migrations).catch(async (error: unknown) => {
    await embedded.close();
    throw error;
  });
  const database = openClients(embedded.address, role, embedded.dial);
  const close = async () => {
    await database.close();
    await embedded.close();
  };
  return { ...database, close };
}

function openClients(address: DatabaseAddress, role: string | null, dial?: Dial): Database {
  const sql = connect(address, { max: 5, max_lifetime: null, role }, dial);
  const pool = createPool(10, (codecs, lost) => {
    const client = connect(address, { max: 1, max_lifetime: null, role, onclose: lost }, dial);
    Object.assign(client.options.parsers, codecs.parsers);
    Object.assign(client.options.serializers, codecs.serializers);
    return client;
  });
  const close = async () => {
    await Promise.all([sql.end({ timeout: 5 }), pool.end(5)]);
  };
  return { sql, db: drizzle(pool.client), role, close };
}

async function checkServer(address: DatabaseAddress): Promise<void> {
  const sql = connect(address, { max: 1, fetch_types: false });
  try {
    const [row] = await sql`select current_setting('server_version_num')::int / 10000 as major`.catch((error: unknown) => {
      throw new Problem("database", `DATABASE_URL: ${explain(error, address)}`, error);
    });
    if (row?.["major"] >= oldestMajor) return;
    throw new Problem("database", `DATABASE_URL: the server is PostgreSQL ${row?.["major"]}: use ${oldestMajor} or newer`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What is wrong with a server that did not let us in, and the cure. Names all of the address but the password. */
function explain(error: unknown, { host, port, user, database }: DatabaseAddress): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  switch (code) {
    case "28P01": // invalid_password
    case "28000": // invalid_authorization_specification
      return `${place} does not let ${user ?? "us"} in: correct the user or the password`;
    case "3D000": // invalid_catalog_name
      return `${place} has no database ${JSON.stringify(database)}: create it (createdb), or correct the name`;
    case "ECONNREFUSED":
    case "ENOENT":
    case "CONNECT_TIMEOUT":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `no server answers at ${place} (${code}): start it, or correct host and port`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `there is no host ${host} (${code}): correct its name`;
    default:
      return `${place} refuses us: ${error instanceof Error ? error.message : String(error)}`;
  }
}
