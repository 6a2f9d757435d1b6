import { chmod, chown, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits, type Grant, type Sandbox, type SandboxResult } from "../sandbox.ts";
import { type Attack, hasEscaped } from "./attack.ts";
import type { Bait } from "./bait.ts";

/** Small enough that going beyond them takes no time. */
export const smallLimits = {
  ...defaultLimits,
  timeoutMs: 20_000,
  processes: 64,
  openFiles: 256,
  fileBytes: 100_000_000,
  treeMemoryBytes: 150 * 1024 ** 2,
  writtenBytes: 150_000_000,
};

/** How an attack ended in the sandbox: held, through, or not tried at all. */
type Attempt = { readonly kind: "held" | "escaped" } | { readonly kind: "refused"; readonly reason: string; readonly cure: string };

/** Tries an attack in the sandbox, in an empty workspace that it may write. */
export async function tryInside(sandbox: Sandbox, attack: Attack, bait: Bait): Promise<Attempt> {
  await using workspace = await openWorkspace(sandbox);
  const grant = { workspace: workspace.path, writes: ["."], binds: [], network: [], env: bait.env, limits: smallLimits };
  return tell(await sandbox.run({ argv: ["/bin/sh", "-c", attack.script] }, grant satisfies Grant, new AbortController().signal));
}

function tell(result: SandboxResult): Attempt {
  if (result.kind === "refused") return result;
  return { kind: hasEscaped(result.output.text) ? "escaped" : "held" };
}

async function openWorkspace({ account }: Sandbox): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "adjutant-attack-")));
  await chmod(path, 0o755);
  if (account !== null) await chown(path, account.uid, account.gid);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
