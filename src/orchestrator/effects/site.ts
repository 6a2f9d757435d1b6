import type { Result } from "../../domain/fault.ts";
import { type Artifact, changesFile, type Step } from "../../domain/step.ts";
import type { Task } from "../../domain/task.ts";
import { loadTask } from "../../store/tasks.ts";
import type { AttemptFiles, Checkout, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";

/** Where one attempt works: in the task's files, or, as a branch, in a copy of its own. */
export type Site = {
  /** Its `path` is what the sandbox shows. */
  readonly workspace: Workspace;
  /** Makes it ready, before the first command. */
  ready(): Promise<Result<null>>;
  /** Keeps what the attempt that passed wrote. */
  keep(files: AttemptFiles): Promise<Kept>;
  /** Nothing more happens there. */
  close(): Promise<void>;
};

/** What is kept of a pass that wrote: the task's files as they are then, and all that changed so far; or where it did not go together with what others did. */
export type Kept = { readonly snapshot: string | null; readonly changes: readonly Artifact[]; readonly conflicts: readonly string[] };

export const nothingKept: Kept = { snapshot: null, changes: [], conflicts: [] };

type Visit = {
  readonly task: Task;
  readonly step: Step;
  readonly attempt: number;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
};

/** Opens the place where an attempt works. What an earlier attempt left in it is gone. */
export function openSite(engine: Engine, visit: Visit): Promise<Site> {
  const { isolated, needs } = visit.step;
  return isolated && needs.writes.length > 0 ? openBranch(engine, visit) : openShared(engine, visit);
}

async function openShared({ workspaces, setups }: Engine, { task, step, attempt, workspace, signal }: Visit): Promise<Site> {
  const writes = step.needs.writes.length > 0;
  if (writes && attempt > 1) await workspaces.restore(workspace, task.id, startOf(task, step), signal);
  return {
    workspace,
    ready: () => setups.makeReady({ task: task.id, space: task.space, workspace }, signal),
    keep: async (files) => {
      if (!writes) return nothingKept;
      const snapshot = await workspaces.snapshot(workspace, task.id, `${step.id} ${attempt}`, signal);
      return keptOf(snapshot, await workspaces.patch(workspace, task.id, snapshot, signal), files);
    },
    close: async () => undefined,
  };
}

/**
 * A branch (product: fan-out): a copy of the files as the last committed pass left them. What it did is merged into the
 * task's files when it passed. An attempt that was lost may have been merged and not committed: the files are put back.
 */
async function openBranch(engine: Engine, visit: Visit): Promise<Site> {
  const { workspaces, setups, mergeLine, db } = engine;
  const { task, step, attempt, workspace, signal } = visit;
  const load = () => loadTask(db, task.id);
  const merging = { task: task.id, step: step.id, attempt };
  const begin = async (committed: Task) => {
    const last = lastLeft(committed) ?? (await workspaces.firstOf(task.id));
    if (attempt > 1) await workspaces.restore(workspace, task.id, last, signal);
    const base = step.instructions === null ? last : (step.result?.snapshot ?? last);
    const checkout = await workspaces.checkOut(workspace, task.id, base, `branch-${step.id}`, signal);
    return { value: { base, checkout }, left: false };
  };
  const { base, checkout } = await mergeLine.enter(merging, load, begin, signal);
  const subject = { task: task.id, space: task.space, workspace };
  let ready: Promise<Result<null>> | null = null;
  return {
    workspace: { ...workspace, path: checkout.path },
    ready: () => {
      ready ??= setups.makeCheckoutReady(subject, { checkout, binds: [], isBase: false }, signal);
      return ready;
    },
    keep: (files) => mergeLine.enter(merging, load, (committed) => mergeInto(engine, visit, { base, checkout }, committed, files), signal),
    close: () => checkout.remove(),
  };
}

type Branch = { readonly base: string; readonly checkout: Checkout };

async function mergeInto({ workspaces }: Engine, visit: Visit, { base, checkout }: Branch, committed: Task, files: AttemptFiles) {
  const { task, step, attempt, workspace, signal } = visit;
  const label = `${step.id} ${attempt}`;
  const branch = await checkout.take(label, signal);
  const onto = lastLeft(committed) ?? (await workspaces.firstOf(task.id));
  const merged = await workspaces.merge(workspace, task.id, { base, onto, branch, label }, signal);
  if (merged.kind === "merged") {
    const kept = await keptOf(merged.snapshot, await workspaces.patch(workspace, task.id, merged.snapshot, signal), files);
    return { value: kept, left: true };
  }
  const { changes } = await keptOf(branch, await workspaces.patch(workspace, task.id, branch, signal), files);
  return { value: { snapshot: null, changes, conflicts: merged.paths }, left: false };
}

async function keptOf(snapshot: string, patch: Uint8Array, files: AttemptFiles): Promise<Kept> {
  return { snapshot, changes: patch.length === 0 ? [] : [await files.keep(changesFile, patch)], conflicts: [] };
}

/** What an attempt begins from: a rework from what it is to mend, any other from what the last committed pass left. */
function startOf(task: Task, step: Step): string | null {
  const own = step.instructions === null ? null : (step.result?.snapshot ?? null);
  const wrote = (task.plan?.steps ?? []).filter((other) => other.status === "passed" && other.result?.snapshot);
  // What passed since then is not undone by a rework.
  const isNewest = wrote.every((other) => (other.endedAt ?? 0) <= (step.endedAt ?? 0));
  return own !== null && isNewest ? own : newest(wrote);
}

/** What a task's files are as far as is committed: what the last attempt that was taken over left, whatever is thought of it. */
function lastLeft({ plan }: Task): string | null {
  return newest(plan?.steps ?? []);
}

function newest(steps: readonly Step[]): string | null {
  const kept = steps.filter((step) => step.result?.snapshot);
  return kept.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)?.result?.snapshot ?? null;
}
