import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../domain/step.ts";
import { safeName } from "./place.ts";
import type { EarlierStep } from "./workspace.ts";

/** Where the files that came with the request lie beside what steps left; no step may have this id (domain/validation.ts). */
const requestName = "request";

/**
 * Writes what earlier steps left, and the files that came with the request, where a step may read but not change them. `exit` is
 * empty for a step that ran no command.
 */
export async function writeHandOver(
  directory: string,
  earlier: readonly EarlierStep[],
  attached: readonly Pick<Artifact, "name" | "path">[] = [],
): Promise<void> {
  await makeReadable(directory);
  if (attached.length > 0) await copyReadable(join(directory, requestName), attached);
  for (const step of earlier) await writeStep(join(directory, safeName(step.id)), step);
}

async function writeStep(own: string, { output, exitCode, headline, artifacts }: EarlierStep): Promise<void> {
  await makeReadable(own);
  await writeReadable(join(own, "output"), output);
  await writeReadable(join(own, "exit"), exitCode === null ? "" : `${exitCode}\n`);
  await writeReadable(join(own, "headline"), `${headline}\n`);
  await copyReadable(join(own, "artifacts"), artifacts);
}

async function copyReadable(directory: string, files: readonly Pick<Artifact, "name" | "path">[]): Promise<void> {
  await makeReadable(directory);
  for (const { name, path } of files) {
    const copy = join(directory, name);
    await copyFile(path, copy);
    await chmod(copy, 0o644);
  }
}

// The mode is set apart from the making: a umask of ours must not hide the files from the account.
async function makeReadable(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

async function writeReadable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}
