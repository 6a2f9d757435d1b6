import { filesOf } from "../domain/files.ts";
import type { Task } from "../domain/task.ts";
import { findRepository } from "./repository.ts";
import type { Workspaces } from "./workspace.ts";

/** The commit a directory is at, or null outside git. */
export async function baseOf(source: string | null): Promise<string | null> {
  return source === null ? null : (findRepository(source)?.head ?? null);
}

/** What a task changed so far, as far as it stands, as text; null where nothing, or nothing can be changed. */
export async function diffOf(task: Task, workspaces: Workspaces): Promise<string | null> {
  const { id, place } = task;
  if (place.source === null || place.kind === "view") return null;
  const workspace = await workspaces.prepare({ task: id, source: place.source, kind: place.kind });
  return (await workspaces.diffTo(workspace, id, filesOf(task))) || null;
}
