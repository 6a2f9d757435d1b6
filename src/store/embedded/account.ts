import type { Stats } from "node:fs";
import { chmod, chown, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "../../domain/problem.ts";
import type { HostAccount } from "../../host/account.ts";
import { findServant, isRoot, ourselves } from "../../host/account.ts";
import type { Places } from "./places.ts";

/**
 * The account the server runs as: null for ourselves. PostgreSQL refuses to run as root, so root hands over to the owner of
 * the data, or to its servant when there is none yet, and lets that account into the home.
 */
export async function chooseServerAccount(places: Places): Promise<HostAccount | null> {
  const owner = await stat(places.data).catch(() => null);
  if (!isRoot()) {
    if (owner !== null && owner.uid !== ourselves().uid)
      throw new Problem(
        "database",
        `${places.data} belongs to another account (${owner.uid}): run as that one, or choose another ADJUTANT_HOME`,
      );
    return null;
  }
  if (owner?.uid === 0)
    throw new Problem(
      "database",
      `${places.data} belongs to root, as whom PostgreSQL does not run: give it to the account adjutant (chown -R)`,
    );
  const account = owner === null ? findServant() : { name: `with id ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  if (account === null) {
    throw new Problem(
      "database",
      "PostgreSQL does not run as root and there is no account adjutant: make one (useradd --system adjutant), or set DATABASE_URL",
    );
  }
  await admit(account, places.home);
  return account;
}

/** Lets the account pass through the home, and checks that it can get that far. */
async function admit(account: HostAccount, home: string): Promise<void> {
  for (const directory of ancestors(home)) {
    if (canPass(account, await stat(directory))) continue;
    throw new Problem(
      "database",
      `the account ${account.name} cannot enter ${directory}, above ${home}: choose an ADJUTANT_HOME outside it, such as /var/lib/adjutant`,
    );
  }
  const found = await stat(home);
  if (canPass(account, found)) return;
  // Only where no group has a right yet, so that nobody but the account gains one.
  if ((found.mode & 0o070) !== 0 || found.uid !== 0)
    throw new Problem("database", `the account ${account.name} cannot enter ${home}: chmod o+x it`);
  await chown(home, found.uid, account.gid);
  await chmod(home, (found.mode & 0o7777) | 0o010);
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...ancestors(parent), parent];
}

/** Whether an account may go through a directory, by the first class of its mode that fits, as the kernel does. */
function canPass(account: HostAccount, directory: Stats): boolean {
  if (directory.uid === account.uid) return (directory.mode & 0o100) !== 0;
  if (directory.gid === account.gid) return (directory.mode & 0o010) !== 0;
  return (directory.mode & 0o001) !== 0;
}
