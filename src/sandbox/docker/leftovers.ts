import { isHeld, removeAbandoned } from "../own-directory.ts";
import { callDocker, type Docker } from "./client.ts";
import { ownerLabel } from "./container.ts";
import { directoryPrefix } from "./files.ts";

/**
 * Ends and removes what processes left that died in the middle of a run: containers by the directory they are labelled with, and directories.
 */
export async function removeLeftovers(docker: Docker): Promise<void> {
  const format = `{{.ID}} {{.Label "${ownerLabel}"}}`;
  const listed = await callDocker(docker, ["ps", "--all", "--filter", `label=${ownerLabel}`, "--format", format]);
  const containers = listed.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(/ (.*)/s));
  const gone: string[] = [];
  for (const [id = "", directory = ""] of containers) if (!(await isHeld(directory))) gone.push(id);
  if (gone.length > 0) await callDocker(docker, ["rm", "--force", "--volumes", ...gone]);
  await removeAbandoned(directoryPrefix);
}
