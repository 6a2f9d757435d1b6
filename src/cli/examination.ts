import type { App } from "../app.ts";
import type { Setup } from "../setup.ts";
import { openDatabase } from "../store/database.ts";
import { examineAgents } from "./examine-agents.ts";
import { examineAudit } from "./examine-audit.ts";
import { examineChannels, examineModel } from "./examine-channels.ts";
import { examineHome, examineOthers, examineSandbox } from "./examine-machine.ts";
import { examineSecrets } from "./examine-secrets.ts";
import { absent, broken, type Finding, fine, told } from "./finding.ts";
import type { Program } from "./program.ts";

/** Tries one thing after the other; what cannot be tried because something before it is broken says so. */
export async function* examine(program: Program): AsyncGenerator<Finding> {
  yield examineNode(process.versions.node);
  const setup = attempt(() => program.setUp("warn"));
  if (!setup.ok) {
    yield broken("configuration", setup.why);
    yield absent("the rest", "not looked at: it depends on the configuration");
    return;
  }
  const { config } = setup.value;
  yield fine("configuration", config.file ?? `${config.filePath}: not there, defaults are used`);
  yield* examineDatabase(program, setup.value);
  yield* examineSandbox(setup.value);
  yield* examineOthers(setup.value);
  yield await examineAgents(setup.value);
  yield await examineModel(setup.value);
  yield* examineChannels(setup.value);
  yield* examineSecrets(setup.value);
}

function examineNode(version: string): Finding {
  const isNew = Number.parseInt(version, 10) >= 24;
  return isNew ? fine("node", version) : broken("node", version, "Install Node 24 or newer, or run script/bootstrap.");
}

async function* examineDatabase(program: Program, setup: Setup): AsyncGenerator<Finding> {
  const databaseUrl = setup.secrets.token("DATABASE_URL");
  const opened = await openDatabase({ databaseUrl, home: setup.config.home }).catch(told);
  if (typeof opened === "string") {
    yield broken("database", opened);
    return;
  }
  try {
    const [row] = await opened.sql`select current_setting('server_version') as version`;
    yield fine("database", `PostgreSQL ${row?.["version"]}, ${databaseUrl === null ? "embedded" : "DATABASE_URL"}`);
    const [applied] = await opened.sql`select count(*)::int as count from drizzle.__drizzle_migrations`;
    yield fine("migrations", `${applied?.["count"]} applied, none is missing`);
    yield* examineHome(setup);
    yield await examineAudit(setup, opened);
    yield await examineProcedures(program, setup);
  } finally {
    await opened.close();
  }
}

/** Bundled recipes run unasked only as they were released. */
async function examineProcedures(program: Program, setup: Setup): Promise<Finding> {
  const app: App | string = await program.open(setup).catch(told);
  if (typeof app === "string") return broken("procedures", app);
  await app.close();
  const own = setup.config.proceduresDirectory;
  const changed = app.procedures.filter((one) => !one.pinned && (own === null || !one.path.startsWith(own)));
  const names = app.procedures.map((one) => one.name).join(", ");
  if (changed.length === 0) return fine("procedures", `${names}; the bundled ones are unchanged`);
  return broken(
    "procedures",
    `${changed.map((one) => one.path).join(", ")}: changed since it was released`,
    "Restore it; until then it asks before it runs.",
  );
}

function attempt<T>(work: () => T): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, why: told(error) };
  }
}
