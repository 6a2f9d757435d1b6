import { chmod, chown, lstat, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";

/** The directories that every step has: nothing was said before, and what is left is gone afterwards. */
export type StepFiles = AsyncDisposable & { readonly steps: string; readonly artifacts: string };

const prefix = "adjutant-sandbox-";

/** Makes them for one command; `artifacts` belongs to the account that it runs as. Takes away what a process that was killed left. */
export async function openStepFiles(account: Account | null): Promise<StepFiles> {
  // Root's own TMPDIR may be where the account cannot go.
  const place = await realpath(account === null ? tmpdir() : "/tmp");
  await sweep(place);
  const root = await mkdtemp(join(place, `${prefix}${process.pid}-`));
  await chmod(root, 0o755);
  const [steps, artifacts] = [join(root, "steps"), join(root, "artifacts")];
  for (const path of [steps, artifacts]) await mkdir(path);
  if (account !== null) await chown(artifacts, account.uid, account.gid);
  return { steps, artifacts, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** Only directories of our own account, made by a process that is gone. */
async function sweep(place: string): Promise<void> {
  for (const name of (await readdir(place)).filter((one) => one.startsWith(prefix))) {
    const found = await lstat(join(place, name)).catch(() => null);
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    if (!found?.isDirectory() || found.uid !== process.getuid?.() || !(pid > 0) || isAlive(pid)) continue;
    await rm(join(place, name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
