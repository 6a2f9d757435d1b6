import { constants, rmSync } from "node:fs";
import { mkdtemp, open, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** The pipe in each that tells whether its process lives. */
const ownerPipe = "owner";

/** A directory of this process for what its runs are shown, taken away when the process ends. Rejects where that cannot be made. */
export async function openOwnDirectory(prefix: string): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  await makePipe(join(directory, ownerPipe));
  return directory;
}

/**
 * A named pipe that stays open until this process ends, however that comes. Only its owner can open it for writing: so whether it is held can be
 * asked by whoever starts next under the same account.
 */
export async function makePipe(path: string): Promise<string> {
  await execa("/usr/bin/mkfifo", ["-m", "0600", path], { cwd: "/", env: {}, extendEnv: false, preferLocal: false });
  held.add(await open(path, constants.O_RDWR));
  return path;
}

/** A handle that nobody refers to any more would be closed. */
const held = new Set<unknown>();

/** Takes away such directories of processes that died. */
export async function removeAbandoned(prefix: string): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const path of names.map((name) => join(tmpdir(), name))) if (!(await isHeld(path))) await rm(path, { recursive: true, force: true });
}

/**
 * Whether the process of such a directory lives: it holds a pipe in it open, whichever way it was started. One that we may not look into is
 * somebody else's, and not ours to judge.
 */
export async function isHeld(directory: string): Promise<boolean> {
  try {
    const pipe = await open(join(directory, ownerPipe), constants.O_WRONLY | constants.O_NONBLOCK);
    await pipe.close();
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code !== "ENXIO" && code !== "ENOENT";
  }
}
