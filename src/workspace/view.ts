import { join } from "node:path";
import { runOnHost } from "../host/process.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { program } from "./git.ts";
import { findRepository, kindOf } from "./repository.ts";

/**
 * Why a directory cannot be shown as it is, or null when it can: the account that commands run as must reach and read it, and
 * its git data must lie inside. Tried as that account, not computed from permission bits.
 */
export async function whyNoView(source: string, account: Account | null): Promise<string | null> {
  const who = account === null ? "we" : `the account ${account.name}`;
  if (!(await canRead(source, account))) return `${who} cannot read ${source}`;
  const dotGit = join(source, ".git");
  if (kindOf(dotGit) === "nothing") return null;
  const repository = findRepository(source);
  if (repository === null || repository.commonDir !== dotGit) return "its git data lies outside of it";
  const parts = ["HEAD", "config", "objects", "refs"].map((name) => join(dotGit, name));
  for (const part of parts) if (!(await canRead(part, account))) return `${who} cannot read its git data`;
  return null;
}

/** Whether the account may read a file, or enter and list a directory. */
async function canRead(path: string, account: Account | null): Promise<boolean> {
  const result = await runOnHost({
    argv: [program("test"), "-r", path, ...(kindOf(path) === "directory" ? ["-a", "-x", path] : [])],
    account,
  });
  return result.kind === "exited" && result.exitCode === 0;
}

/** Whether the account may pass through a directory of ours. */
export async function canEnter(path: string, account: Account): Promise<boolean> {
  const result = await runOnHost({ argv: [program("test"), "-x", path], account });
  return result.kind === "exited" && result.exitCode === 0;
}
