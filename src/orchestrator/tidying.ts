import { filesOf } from "../domain/files.ts";
import { isTaskId, type TaskId } from "../domain/id.ts";
import { isEnded } from "../domain/task.ts";
import { loadTask } from "../store/tasks.ts";
import type { Engine } from "./engine.ts";
import { forgetAllAttachments, forgetAttachments } from "./forgetting.ts";

/** Removes workspaces nobody needs any more, and what people attached, beside the work and one after the other. */
export type Tidying = {
  /** Looks at one task's workspace; resolves when that is done, or will not be done any more. */
  one(id: TaskId): Promise<void>;
  /** Looks at every workspace of this machine: some were left by a process that did not live to tidy up. */
  all(): void;
  /** Ends after the workspace it is at. */
  stop(): Promise<void>;
};

export function createTidying(engine: Engine): Tidying {
  let queue: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const warn = (error: unknown) => {
    if (!stopping.signal.aborted) engine.log.warn({ err: error }, "what a task left could not be looked at; it stays");
  };
  const add = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(() => (stopping.signal.aborted ? undefined : work())).catch(warn);
    return queue;
  };
  return {
    one: (id) =>
      add(async () => {
        await tidy(engine, id, stopping.signal);
        const task = await loadTask(engine.db, id);
        if (task) await forgetAttachments(engine, task.conversation);
      }),
    all: () =>
      void add(async () => {
        for (const id of await engine.workspaces.list()) {
          if (stopping.signal.aborted) return;
          if (isTaskId(id)) await tidy(engine, id, stopping.signal).catch(warn);
        }
        await forgetAllAttachments(engine, stopping.signal);
      }),
    stop: () => {
      stopping.abort();
      return queue;
    },
  };
}

/** A workspace goes when its task has ended and left no change in it; what was changed stays for whoever wants it. */
async function tidy({ db, workspaces, emptySource }: Engine, id: TaskId, signal: AbortSignal): Promise<void> {
  const task = await loadTask(db, id);
  if (!task || !isEnded(task.stage) || !(await workspaces.list()).includes(id)) return;
  const { source, kind } = task.place;
  // Whatever cannot be looked at stays: a source that was moved away is no reason to lose what was made from it.
  const workspace = await workspaces.prepare({ task: id, source: source ?? emptySource, kind }, signal);
  // Whoever ended it may have died before its files were what its report says.
  await workspaces.settleLeft(id, filesOf(task), signal);
  await ((await workspaces.diff(workspace, id, signal)) === "" ? workspaces.remove(id) : workspaces.clear(id));
}
