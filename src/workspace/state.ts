import { readFile, writeFile } from "node:fs/promises";
import type { Place } from "./place.ts";

/** The note while nobody knows what the files are. That there is one says that account is kept of them. */
const unknown = "";

/** The snapshot that a workspace's files are; null while nobody knows: a step may be writing, or died while it did. */
export async function readState(place: Pick<Place, "state">): Promise<string | null> {
  const noted = await readNote(place);
  return noted === unknown ? null : noted;
}

/** Whether account is kept of what the files are. Nobody did of a workspace from before there were notes, until it is next used. */
export async function isAccounted(place: Pick<Place, "state">): Promise<boolean> {
  return (await readNote(place)) !== null;
}

/** Notes which snapshot the files are now. */
export function noteState({ state }: Pick<Place, "state">, ref: string): Promise<void> {
  return writeFile(state, ref, { mode: 0o600 });
}

/** From now on nobody knows what the files are, whatever happens to this process. */
export function forgetState(place: Pick<Place, "state">): Promise<void> {
  return noteState(place, unknown);
}

function readNote({ state }: Pick<Place, "state">): Promise<string | null> {
  return readFile(state, "utf8").catch(() => null);
}
