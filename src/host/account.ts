import { readFileSync } from "node:fs";

/** An account of this machine, as /etc/passwd knows it. */
export type HostAccount = { readonly name: string; readonly uid: number; readonly gid: number };

/** Accounts that may do our work when we are root, best first (platforms.md: embedded Postgres as root). */
const servants = ["adjutant", "postgres"] as const;

/** Looks an account up by name; null when there is none, or when `passwd` cannot be read. */
export function findAccount(name: string, passwd = "/etc/passwd"): HostAccount | null {
  const line = readLines(passwd).find((entry) => entry.startsWith(`${name}:`)) ?? "";
  const [, uid, gid] = /^[^:]*:[^:]*:(\d+):(\d+):/.exec(line) ?? [];
  return uid === undefined || gid === undefined ? null : { name, uid: Number(uid), gid: Number(gid) };
}

/** The unprivileged account that works for us when we are root: `adjutant`, else `postgres`, else null. */
export function findServant(passwd = "/etc/passwd"): HostAccount | null {
  for (const name of servants) {
    const account = findAccount(name, passwd);
    if (account !== null && account.uid !== 0) return account;
  }
  return null;
}

/** Our own numeric ids. Windows has none, and is not a platform of ours. */
export function ourselves(): { readonly uid: number; readonly gid: number } {
  return { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 };
}

/** Whether we may become other accounts. */
export function isRoot(): boolean {
  return ourselves().uid === 0;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
