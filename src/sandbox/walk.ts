import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";

/** What the end of a path becomes where it is missing, and whose. */
export type Wish = { readonly kind: "directory" | "file"; readonly account: Account | null };

/** Names a thing without opening it (Linux: fcntl.h, O_PATH); a link is itself then. */
const nameOnly = 0o10000000 | constants.O_NOFOLLOW;

/**
 * Goes to a path below a directory, one name after the other, each in the directory that is held open, and makes what is missing:
 * whatever another run renames or links meanwhile, nothing is made, or given to the account, anywhere else. Refuses a link on
 * the way, and an end that is neither a directory nor a regular file. Rejects with the system's error.
 */
export async function walkTo(root: string, path: string, wish: Wish): Promise<Checked<null>> {
  const names = path.split("/");
  let here = await open(root, nameOnly);
  try {
    for (const [index, name] of names.entries()) {
      const next = await enter(here, name, index < names.length - 1 ? { ...wish, kind: "directory" } : wish);
      await here.close();
      here = next;
      const found = await here.stat();
      const seen = names.slice(0, index + 1).join("/");
      if (found.isSymbolicLink())
        return refuse(`${seen} is a symbolic link, and an approved path must not contain one`, "approve the path it leads to");
      if (!found.isDirectory() && !found.isFile())
        return refuse(`${seen} is neither a directory nor a regular file`, "approve another path");
    }
    return accept(null);
  } finally {
    await here.close();
  }
}

/** The thing of that name in a directory that is held open, made where it is missing. */
async function enter(directory: FileHandle, name: string, { kind, account }: Wish): Promise<FileHandle> {
  const path = `/proc/self/fd/${directory.fd}/${name}`;
  const found = await open(path, nameOnly).catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" ? null : Promise.reject(error),
  );
  if (found !== null) return found;
  const made = await make(path, kind);
  try {
    if (account !== null) await made.chown(account.uid, account.gid);
  } finally {
    await made.close();
  }
  return open(path, nameOnly);
}

/** Neither follows nor replaces what somebody else puts there meanwhile. */
async function make(path: string, kind: Wish["kind"]): Promise<FileHandle> {
  if (kind === "file") return open(path, "wx", 0o644);
  await mkdir(path);
  return open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
}
