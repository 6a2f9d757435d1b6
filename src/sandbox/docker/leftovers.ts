import { constants } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callDocker, type Docker } from "./client.ts";
import { ownerLabel } from "./container.ts";
import { directoryPrefix, ownerPipe } from "./files.ts";

/**
 * Ends and removes what processes left that died in the middle of a run: containers by the directory they are labelled with, and directories. A
 * process that lives holds a pipe in its directory open, whichever way it was started.
 */
export async function removeLeftovers(docker: Docker): Promise<void> {
  const listed = await callDocker(docker, [
    "ps",
    "--all",
    "--filter",
    `label=${ownerLabel}`,
    "--format",
    `{{.ID}} {{.Label "${ownerLabel}"}}`,
  ]);
  const containers = listed.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(/ (.*)/s));
  const gone: string[] = [];
  for (const [id = "", directory = ""] of containers) if (!(await isHeld(directory))) gone.push(id);
  if (gone.length > 0) await callDocker(docker, ["rm", "--force", "--volumes", ...gone]);
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(directoryPrefix));
  for (const path of names.map((name) => join(tmpdir(), name))) if (!(await isHeld(path))) await rm(path, { recursive: true, force: true });
}

/** Whether the process of such a directory lives. One that we may not look into is somebody else's, and not ours to judge. */
async function isHeld(directory: string): Promise<boolean> {
  try {
    const pipe = await open(join(directory, ownerPipe), constants.O_WRONLY | constants.O_NONBLOCK);
    await pipe.close();
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code !== "ENXIO" && code !== "ENOENT";
  }
}
