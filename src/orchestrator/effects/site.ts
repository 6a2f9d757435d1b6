import type { Result } from "../../domain/fault.ts";
import { filesOf } from "../../domain/files.ts";
import { type Artifact, changesFile, type Step } from "../../domain/step.ts";
import type { Task } from "../../domain/task.ts";
import { loadTask } from "../../store/tasks.ts";
import type { SetupSubject } from "../../workspace/setup.ts";
import type { AttemptFiles, Checkout, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";
import type { Work } from "../merge-line.ts";

/** Where one attempt works: in the task's files, or, as a branch, in a copy of its own. */
export type Site = {
  /** Its `path` is what the sandbox shows. */
  readonly workspace: Workspace;
  /** Makes it ready, before the first command. */
  ready(): Promise<Result<null>>;
  /** Keeps what the attempt that passed wrote. */
  keep(files: AttemptFiles): Promise<Kept>;
  /** Keeps what an attempt that failed wrote as a patch among its artifacts; it is in no file (product: 2.5). */
  drop(files: AttemptFiles): Promise<Kept>;
  /** Keeps what an attempt wrote that goes on from it, once it has its answer; a branch has only its patch, and begins anew. */
  hold(files: AttemptFiles): Promise<Kept>;
  /** Nothing more happens there. */
  close(): Promise<void>;
};

/** What is kept of a pass that wrote: the task's files as they are then, and all that changed so far; or where it did not go together with what others did. */
export type Kept = {
  readonly snapshot: string | null;
  readonly changes: readonly Artifact[];
  readonly conflicts: readonly string[];
  /** The state of the files that an attempt ran on which wrote nothing, where they were the same from its first command to its end. */
  readonly ranOn?: string;
};

export const nothingKept: Kept = { snapshot: null, changes: [], conflicts: [] };

type Visit = {
  readonly task: Task;
  readonly step: Step;
  readonly attempt: number;
  readonly workspace: Workspace;
  /** Hears of what its setup asks of the network. */
  readonly onRequest: NonNullable<SetupSubject["onRequest"]>;
  /** Is told what its setup is given. */
  readonly onGrant: NonNullable<SetupSubject["onGrant"]>;
  readonly signal: AbortSignal;
};

/** Does something once, whoever asks for it; where it broke, whoever asks next tries again. */
function once<T>(work: () => Promise<T>): { readonly done: () => Promise<T>; readonly isDone: () => boolean } {
  let doing: Promise<T> | null = null;
  const begin = () => {
    const begun = work();
    begun.catch(() => {
      doing = null;
    });
    return begun;
  };
  return {
    done: () => {
      doing ??= begin();
      return doing;
    },
    isDone: () => doing !== null,
  };
}

/** Opens the place where an attempt works: with the files as far as they stand, or as what it is to mend left them. */
export function openSite(engine: Engine, visit: Visit): Promise<Site> {
  const { isolated, needs } = visit.step;
  return isolated && needs.writes.length > 0 ? openBranch(engine, visit) : openShared(engine, visit);
}

function subjectOf({ task, workspace, onRequest, onGrant }: Visit): SetupSubject {
  return { task: task.id, space: task.space, workspace, onRequest, onGrant };
}

async function openShared(engine: Engine, visit: Visit): Promise<Site> {
  const { workspaces, setups } = engine;
  const { task, step, workspace, signal } = visit;
  const writes = step.needs.writes.length > 0;
  let began: string | null = null;
  const ready = once(async () => {
    const made = await setups.makeReady(subjectOf(visit), signal, () => arrange(engine, visit));
    if (!writes) began = await stateOf(engine, visit);
    if (writes) await workspaces.disturb(task.id);
    return made;
  });
  const keep = async (files: AttemptFiles): Promise<Kept> => {
    if (!writes) return began === null ? nothingKept : { ...nothingKept, ...ranOn(began, await stateOf(engine, visit)) };
    // It ran nothing, so it changed nothing: what an earlier attempt left is not its own.
    if (!ready.isDone()) await arrange(engine, visit);
    const snapshot = await workspaces.keep(workspace, task.id, labelOf(visit), signal);
    return { ...nothingKept, snapshot, changes: await changesIn(engine, visit, snapshot, files) };
  };
  return {
    workspace,
    ready: ready.done,
    keep,
    hold: keep,
    drop: async (files) => {
      if (!writes || !ready.isDone()) return nothingKept;
      const snapshot = await workspaces.snapshot(workspace, task.id, labelOf(visit), signal);
      return { ...nothingKept, changes: await changesIn(engine, visit, snapshot, files) };
    },
    close: async () => undefined,
  };
}

/** The files as far as they stand, before anything looks at them or goes on from them; what a branch merged is waited for. */
async function arrange(engine: Engine, visit: Visit): Promise<void> {
  const { task, signal } = visit;
  await inLine(engine, visit, async (committed) => {
    await engine.workspaces.settle(task.id, filesOf(committed), signal);
    return { value: null, left: false };
  });
}

/** The state the task's files are in, by what is committed: a branch may be merged beside whoever only reads them. */
function stateOf(engine: Engine, visit: Visit): Promise<string> {
  const { task, workspace, signal } = visit;
  return inLine(engine, visit, async (committed) => {
    return { value: await engine.workspaces.hashOf(workspace, task.id, filesOf(committed), signal), left: false };
  });
}

/** Does something with a task's files when it is this attempt's turn, by what is committed then. */
function inLine<T>({ mergeLine, db }: Engine, { task, step, attempt, signal }: Visit, work: Work<T>): Promise<T> {
  return mergeLine.enter({ task: task.id, step: step.id, attempt }, () => loadTask(db, task.id), work, signal);
}

function ranOn(began: string, ended: string): Pick<Kept, "ranOn"> {
  return began === ended ? { ranOn: began } : {};
}

/**
 * A branch (product: fan-out): a copy of the files as the last committed pass left them. What it did is merged into the
 * task's files when it passed. An attempt that was lost may have been merged and not committed: the files are settled first.
 */
async function openBranch(engine: Engine, visit: Visit): Promise<Site> {
  const { workspaces, setups } = engine;
  const { task, step, workspace, signal } = visit;
  const begin = async (committed: Task) => {
    const last = filesOf(committed) ?? (await workspaces.firstOf(task.id));
    await workspaces.settle(task.id, last, signal);
    const base = step.result?.snapshot ?? last;
    const checkout = await workspaces.checkOut(workspace, task.id, base, `branch-${step.id}`, signal);
    return { value: { base, checkout }, left: false };
  };
  const { base, checkout } = await inLine(engine, visit, begin);
  const subject = subjectOf(visit);
  const drop = async (files: AttemptFiles) => {
    const branch = await checkout.take(labelOf(visit), signal);
    return { ...nothingKept, changes: await changesIn(engine, visit, branch, files) };
  };
  const ready = once(() => setups.makeCheckoutReady(subject, { checkout, binds: [], isBase: false }, signal));
  return {
    workspace: { ...workspace, path: checkout.path },
    ready: ready.done,
    drop,
    hold: drop,
    keep: (files) => inLine(engine, visit, (committed) => mergeInto(engine, visit, { base, checkout }, committed, files)),
    close: () => checkout.remove(),
  };
}

type Branch = { readonly base: string; readonly checkout: Checkout };
type Merging = { readonly value: Kept; readonly left: boolean };

async function mergeInto(engine: Engine, visit: Visit, { base, checkout }: Branch, committed: Task, files: AttemptFiles): Promise<Merging> {
  const { workspaces } = engine;
  const { task, workspace, signal } = visit;
  const label = labelOf(visit);
  const branch = await checkout.take(label, signal);
  const onto = filesOf(committed) ?? (await workspaces.firstOf(task.id));
  const merged = await workspaces.merge(workspace, task.id, { base, onto, branch, label }, signal);
  if (merged.kind === "conflict") {
    return { value: { snapshot: null, changes: await changesIn(engine, visit, branch, files), conflicts: merged.paths }, left: false };
  }
  const { snapshot } = merged;
  return { value: { snapshot, changes: await changesIn(engine, visit, snapshot, files), conflicts: [] }, left: true };
}

/** Everything a snapshot has changed, as an artifact; none where it is nothing. */
async function changesIn({ workspaces }: Engine, { task, workspace, signal }: Visit, snapshot: string, files: AttemptFiles) {
  const patch = await workspaces.patch(workspace, task.id, snapshot, signal);
  return patch.length === 0 ? [] : [await files.keep(changesFile, patch)];
}

function labelOf({ step, attempt }: Visit): string {
  return `${step.id} ${attempt}`;
}
