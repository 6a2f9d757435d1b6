import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { safeName } from "./place.ts";

/** What an earlier step left for the later ones: shown to them as `<id>/output` and `<id>/exit` (product: 2.3). */
export type EarlierStep = { readonly id: string; readonly output: string; readonly exitCode: number | null };

/** Writes earlier outputs where a step may read but not change them. `exit` is empty for a step that ran no command. */
export async function writeHandOver(directory: string, earlier: readonly EarlierStep[]): Promise<void> {
  await makeReadable(directory);
  for (const step of earlier) {
    const own = join(directory, safeName(step.id));
    await makeReadable(own);
    await writeReadable(join(own, "output"), step.output);
    await writeReadable(join(own, "exit"), step.exitCode === null ? "" : `${step.exitCode}\n`);
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
