import { readFileSync } from "node:fs";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";

/** Name of the account commands run as when we are root (sandbox.md: as root). */
export const accountName = "adjutant";

/** Who a command runs as: ourselves, or as root the unprivileged account, which may not have been created yet. */
export type Identity = { readonly kind: "self" } | { readonly kind: "account"; readonly account: Account } | { readonly kind: "missing" };

/**
 * Root never runs the engine: `--uid` does not change the uid the host sees, and as host root /proc/sys would be writable
 * and the process limit void (sandbox.md: as root).
 */
export function readIdentity(name: string): Identity {
  if (process.getuid?.() !== 0 && process.geteuid?.() !== 0) return { kind: "self" };
  const account = findAccount(name, readFileSync("/etc/passwd", "utf8"));
  return account === null ? { kind: "missing" } : { kind: "account", account };
}

/** The account to drop to, null for ourselves, or the refusal with the line that creates it. */
export function checkIdentity(identity: Identity, name: string): Checked<Account | null> {
  switch (identity.kind) {
    case "self":
      return accept(null);
    case "account":
      return accept(identity.account);
    case "missing":
      return refuse(
        `running as root needs the unprivileged account ${name}, and /etc/passwd has none`,
        `useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${name}`,
      );
  }
}

/** The line of a passwd file for `name`. An account with uid or gid 0 is root by another name, so it counts as none. */
export function findAccount(name: string, passwd: string): Account | null {
  const fields = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .find(([first]) => first === name);
  const uid = Number(fields?.[2] ?? "");
  const gid = Number(fields?.[3] ?? "");
  const valid = Number.isSafeInteger(uid) && Number.isSafeInteger(gid) && uid > 0 && gid > 0;
  return valid ? { name, uid, gid } : null;
}
