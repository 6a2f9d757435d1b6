import { readFile, rm, writeFile } from "node:fs/promises";
import type { Place } from "./place.ts";

/** The snapshot that a workspace's files are; null while nobody knows: a step may be writing, or died while it did. */
export function readState({ state }: Pick<Place, "state">): Promise<string | null> {
  return readFile(state, "utf8").catch(() => null);
}

/** Notes which snapshot the files are now. */
export function noteState({ state }: Pick<Place, "state">, ref: string): Promise<void> {
  return writeFile(state, ref, { mode: 0o600 });
}

/** From now on nobody knows what the files are, whatever happens to this process. */
export function forgetState({ state }: Pick<Place, "state">): Promise<void> {
  return rm(state, { force: true });
}
