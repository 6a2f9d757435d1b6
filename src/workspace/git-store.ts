import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";
import { createGit } from "./git.ts";

/**
 * Overrides every `.gitattributes` of the workspace: no filter, no line-end conversion, no text conversion. What is stored is
 * what lies on disk, byte for byte, and nothing a step wrote chooses a program.
 */
const attributes = "* -text -eol -crlf -filter -ident -working-tree-encoding !diff !merge !whitespace\n";

/** Makes the trusted git directory of a task, empty, owned by the account that git runs as. */
export async function initGitStore(git: string, account: Account | null, objectFormat: "sha1" | "sha256" = "sha1"): Promise<void> {
  await makeOwned(git, account);
  await createGit(account)(["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, "--initial-branch=main", git]);
  await makeOwned(join(git, "info"), account);
  const overriding = join(git, "info", "attributes");
  await writeFile(overriding, attributes);
  await giveTo(overriding, account);
}

/** Makes a file the account's own: git must be able to read it whatever our umask is. */
export async function giveTo(path: string, account: Account | null): Promise<void> {
  if (account !== null) await chown(path, account.uid, account.gid);
}

/** A directory of the account's own, or of ours when there is none. */
export async function makeOwned(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await giveTo(path, account);
}
