import type { Task } from "../../domain/task.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";

/** The task's workspace, made when it is not there yet. */
export function openWorkspace(engine: Engine, { id, place }: Task, signal: AbortSignal): Promise<Workspace> {
  return engine.workspaces.prepare({ task: id, source: place.source ?? engine.emptySource, kind: place.kind }, signal);
}
