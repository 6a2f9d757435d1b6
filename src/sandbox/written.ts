import { lstat, opendir, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/** What a run has used up on the disk: bytes, and entries of directories. */
export type Written = { readonly bytes: number; readonly files: number };

/** What is left where the run may write, for those who are not an administrator. */
export type Room = Written & { readonly isNearlyFull: boolean };

/** So much of a filesystem is left to others. */
const reserved = 0.02;

/** The room of the filesystems that these paths lie on. One that does not count its files has none to lose. */
export async function measureRoom(paths: readonly string[]): Promise<Room> {
  const devices = new Map<number, string>();
  for (const path of paths) devices.set((await stat(path)).dev, path);
  let room: Room = { bytes: 0, files: 0, isNearlyFull: false };
  for (const path of devices.values()) {
    const { bsize, blocks, bavail, files, ffree } = await statfs(path);
    const isNearlyFull = room.isNearlyFull || bavail < blocks * reserved || ffree < files * reserved;
    room = { bytes: room.bytes + bavail * bsize, files: room.files + ffree, isNearlyFull };
  }
  return room;
}

/**
 * What was made or changed below some paths since a moment, ms: by the time of the last change of each inode, which no process
 * can set. Files of these processes that have lost their names are counted, too: they are there as long as they are open.
 */
export async function measureWritten(paths: readonly string[], pids: readonly number[], since: number): Promise<Written> {
  const seen = new Set<string>();
  let [bytes, files] = [0, 0];
  const count = async (path: string, isNamed: boolean) => {
    // A name that is gone by now is no file.
    const found = await (isNamed ? lstat : stat)(path, { bigint: true }).catch(() => null);
    if (found === null || Number(found.ctimeMs) < since || (!isNamed && found.nlink > 0n)) return;
    const key = `${found.dev}:${found.ino}`;
    if (seen.has(key)) return;
    seen.add(key);
    bytes += Number(found.blocks) * 512;
    files += 1;
  };
  for (const path of paths) for await (const entry of walk(path)) await count(entry, true);
  for (const pid of pids) {
    const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const fd of open) await count(`/proc/${pid}/fd/${fd}`, false);
  }
  return { bytes, files };
}

/** Everything below a directory that is a file or a directory; links are not followed. */
async function* walk(root: string): AsyncGenerator<string> {
  const pending = [root];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const directory = await opendir(path).catch(() => null);
    if (directory === null) continue;
    for await (const entry of directory) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) pending.push(below);
      if (entry.isDirectory() || entry.isFile()) yield below;
    }
  }
}
