import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { safeName } from "./place.ts";
import type { EarlierStep } from "./workspace.ts";

/** Writes what earlier steps left where a step may read but not change it. `exit` is empty for a step that ran no command. */
export async function writeHandOver(directory: string, earlier: readonly EarlierStep[]): Promise<void> {
  await makeReadable(directory);
  for (const step of earlier) await writeStep(join(directory, safeName(step.id)), step);
}

async function writeStep(own: string, { output, exitCode, headline, artifacts }: EarlierStep): Promise<void> {
  await makeReadable(own);
  await writeReadable(join(own, "output"), output);
  await writeReadable(join(own, "exit"), exitCode === null ? "" : `${exitCode}\n`);
  await writeReadable(join(own, "headline"), `${headline}\n`);
  await makeReadable(join(own, "artifacts"));
  for (const { name, path } of artifacts) {
    const copy = join(own, "artifacts", name);
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
