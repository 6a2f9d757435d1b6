import { chmod, chown, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";

/** The directories that every step has: nothing was said before, and what is left is gone afterwards. */
export type StepFiles = AsyncDisposable & { readonly steps: string; readonly artifacts: string };

/** Makes them for one command; `artifacts` belongs to the account that it runs as. */
export async function openStepFiles(account: Account | null): Promise<StepFiles> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "adjutant-sandbox-")));
  await chmod(root, 0o755);
  const [steps, artifacts] = [join(root, "steps"), join(root, "artifacts")];
  for (const path of [steps, artifacts]) await mkdir(path);
  if (account !== null) await chown(artifacts, account.uid, account.gid);
  return { steps, artifacts, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
