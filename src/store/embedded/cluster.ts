import { randomBytes } from "node:crypto";
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../../domain/problem.ts";
import type { HostAccount } from "../../host/account.ts";
import type { HostResult } from "../../host/process.ts";
import { runOnHost } from "../../host/process.ts";
import type { DatabaseAddress } from "../address.ts";
import type { Binaries } from "./binaries.ts";
import type { Places } from "./places.ts";

const superuser = "adjutant";
const unfinished = "postgres.new-";

/** How to reach the cluster; null while there is none. The password is kept out of every bind (architecture: names that stay fixed). */
export async function readAddress(places: Places): Promise<DatabaseAddress | null> {
  if ((await readVersion(places)) === null) return null;
  const password = await readFile(places.password, "utf8").catch((error: unknown) => {
    throw new Problem(
      "database",
      `${places.password} is missing or unreadable, and with it the way into ${places.data}: restore it from your backup`,
      error,
    );
  });
  return { host: places.socket, port: 5432, user: superuser, password, database: "postgres", ssl: false };
}

/** Makes the cluster unless it is there, and refuses one that these programs cannot open. */
export async function ensureCluster(places: Places, binaries: Binaries, account: HostAccount | null): Promise<void> {
  await sweep(places.home);
  const version = await readVersion(places);
  if (version === binaries.major) return;
  if (version !== null) {
    const data = `${places.data} was made by PostgreSQL ${version} and this adjutant brings ${binaries.major}`;
    throw new Problem("database", `${data}: export it with the adjutant that made it, move it away and start again`);
  }
  const there = await readdir(places.data).catch(() => []);
  if (there.length > 0) throw new Problem("database", `${places.data} holds something else than a database: move it away`);
  await build(places, binaries, account);
}

/** Builds aside and renames, so that an initdb that was interrupted leaves nothing that looks like a cluster. */
async function build(places: Places, binaries: Binaries, account: HostAccount | null): Promise<void> {
  const password = randomBytes(32).toString("base64url");
  const site = await mkdtemp(join(places.home, unfinished));
  try {
    const passwordFile = join(site, "password");
    await writeFile(passwordFile, password, { mode: 0o600 });
    for (const path of account === null ? [] : [site, passwordFile]) await chown(path, account?.uid ?? 0, account?.gid ?? 0);
    const data = join(site, "data");
    const login = [`--username=${superuser}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    const argv = [binaries.initdb, `--pgdata=${data}`, "--encoding=UTF8", "--locale=C", "--no-instructions", ...login] as const;
    const result = await runOnHost({ argv: [...argv], env: { LC_ALL: "C", TZ: "UTC" }, account, timeoutMs: 120_000 });
    if (result.kind !== "exited" || result.exitCode !== 0)
      throw new Problem("database", `initdb could not make ${places.data}: ${explain(result)}`);
    await writeFile(`${places.password}.new`, password, { mode: 0o600, flush: true });
    await rename(`${places.password}.new`, places.password);
    await rename(data, places.data);
  } finally {
    await rm(site, { recursive: true, force: true });
  }
}

/** What interrupted builds left. One of them may still be at it, unseen, and then is swept the next time. */
async function sweep(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith(unfinished)) await rm(join(home, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function readVersion(places: Places): Promise<string | null> {
  const text = await readFile(join(places.data, "PG_VERSION"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Problem("database", `${places.data} cannot be read (${error.code}): run as the account it belongs to`, error);
  });
  return text === null ? null : text.trim();
}

function explain(result: HostResult): string {
  switch (result.kind) {
    case "failed":
      return result.reason;
    case "killed":
      return `it was killed (${result.by})`;
    case "exited":
      return tellingLine(result.stderr) ?? `it ended with ${result.exitCode}`;
    default:
      return result satisfies never;
  }
}

/** The line that says what is wrong: the first error, else the last thing said. */
function tellingLine(stderr: string): string | undefined {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error|fatal/i.test(line)) ?? lines.at(-1);
}
