import { chown, lstat, mkdir } from "node:fs/promises";
import { Problem } from "../../domain/problem.ts";
import type { HostAccount } from "../../host/account.ts";
import { ourselves } from "../../host/account.ts";

/**
 * Makes the socket's directory, or takes the one that is there if nobody but the server's account can reach into it:
 * in /tmp anybody may have made it first, to listen in our place.
 */
export async function prepareSocketDirectory(directory: string, account: HostAccount | null): Promise<void> {
  await mkdir(directory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const uid = ourselves().uid;
  const found = await lstat(directory);
  const owners = account === null ? [uid] : [uid, account.uid];
  if (!found.isDirectory() || !owners.includes(found.uid) || (found.mode & 0o077) !== 0) {
    throw new Problem("database", `${directory} is not a private directory of ours: remove it, or choose a shorter ADJUTANT_HOME`);
  }
  if (account !== null && found.uid !== account.uid) await chown(directory, account.uid, account.gid);
}
