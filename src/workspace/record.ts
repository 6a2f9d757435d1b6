import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { Workspace } from "./workspace.ts";

/** What is remembered of a finished preparation. */
export type Prepared = {
  readonly workspace: Workspace;
  /** What was asked for; the workspace itself may be a copy instead. */
  readonly asked: Workspace["kind"];
  /** The snapshot of its first state; null for a view, which never changes. */
  readonly first: string | null;
};

const kinds = z.enum(["view", "copy", "worktree"]);
const Prepared: z.ZodType<Prepared> = z.object({
  workspace: z.object({ kind: kinds, path: z.string(), source: z.string(), base: z.string().nullable(), note: z.string().nullable() }),
  asked: kinds,
  first: z.string().nullable(),
});

/** The record of a finished preparation; null when there is none, or when it was interrupted. */
export async function readRecord(path: string): Promise<Prepared | null> {
  try {
    return Prepared.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

/** Written whole or not at all: its presence is what makes a preparation finished. */
export async function writeRecord(path: string, prepared: Prepared): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(prepared), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
