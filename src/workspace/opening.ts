import { readdir } from "node:fs/promises";
import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { openAttempt } from "./attempt.ts";
import { checkOut, ignoredOf } from "./checkout.ts";
import { openFiles } from "./files.ts";
import { assertOutside, realAncestry, realDirectory } from "./governing.ts";
import { interruptible } from "./interruption.ts";
import { mergeInto } from "./merge.ts";
import { makePassage, type Place, placeOf } from "./place.ts";
import { prepareWorkspace } from "./preparation.ts";
import { createQueue } from "./queue.ts";
import { type Prepared, readRecord, writeRecord } from "./record.ts";
import { removeDirectory } from "./removal.ts";
import { openSnapshots, type Snapshots } from "./snapshot.ts";
import { forgetState, isAccounted, noteState, readState } from "./state.ts";
import { listChanges, openTree, treeOf } from "./tree.ts";
import type { Merged, MergeOrder, Preparation, Workspace, Workspaces } from "./workspace.ts";

export type WorkspacesOptions = {
  /** Directory of all workspaces; made when missing. Must be one the account can enter. */
  readonly root: string;
  /** Directory of all artifacts; made when missing. */
  readonly artifacts: string;
  /** The sandbox's account when we are root. */
  readonly account: Account | null;
  /** What else no source may contain or lie in: home, configuration, secrets. */
  readonly governing?: readonly string[];
  /** The one source that lies there: an empty directory. */
  readonly empty?: string;
};

/** Opens the workspaces below a root directory. */
export function openWorkspaces(options: WorkspacesOptions): Workspaces {
  const { root, artifacts, account } = options;
  const turns = createQueue();
  const queue = <T>(task: string, work: () => Promise<T>, signal?: AbortSignal) => turns(task, () => interruptible(signal, work), signal);
  const inFiles = <T>(
    workspace: Workspace,
    task: string,
    constant: T,
    work: (snapshots: Snapshots, first: string) => Promise<T>,
    signal?: AbortSignal,
  ) =>
    queue(
      task,
      async () => {
        if (workspace.kind === "view") return constant;
        const place = placeOf(root, task);
        return await work(openSnapshots(place.git, place.files, account), await firstOf(place));
      },
      signal,
    );
  const unchanging = (workspace: Workspace) => `view:${workspace.base ?? workspace.source}`;
  return {
    prepare: (request, signal) => queue(request.task, () => prepare(options, request), signal),
    snapshot: (workspace, task, label, signal) =>
      inFiles(workspace, task, unchanging(workspace), (snapshots) => snapshots.take(label), signal),
    keep: (workspace, task, label, signal) =>
      inFiles(workspace, task, unchanging(workspace), (snapshots) => keep(placeOf(root, task), snapshots, label), signal),
    settle: (task, ref, signal) => queue(task, () => settle(placeOf(root, task), ref, account), signal),
    settleLeft: (task, ref, signal) => queue(task, () => settleLeft(placeOf(root, task), ref, account), signal),
    disturb: (task) => queue(task, () => forgetState(placeOf(root, task))),
    restore: (workspace, task, ref, signal) =>
      inFiles<void>(workspace, task, undefined, (snapshots, first) => snapshots.restore(ref ?? first), signal),
    diff: (workspace, task, signal) => inFiles(workspace, task, "", (snapshots, first) => snapshots.diff(first), signal),
    diffTo: (workspace, task, ref, signal) =>
      inFiles(workspace, task, "", (snapshots, first) => snapshots.diff(first, ref ?? first), signal),
    patch: (workspace, task, ref, signal) =>
      inFiles(workspace, task, Buffer.alloc(0), (snapshots, first) => snapshots.patch(first, ref), signal),
    treeHash: (workspace, task, signal) => inFiles(workspace, task, unchanging(workspace), (snapshots) => snapshots.tree(), signal),
    hashOf: (workspace, task, ref, signal) =>
      inFiles(workspace, task, unchanging(workspace), (_, first) => treeOf(placeOf(root, task).git, ref ?? first, account), signal),
    readTree: (workspace, task, hash) => openTree(placeOf(root, task).git, hash, openFiles(ignoredOf(workspace)), account),
    listChanges: (task, from, to) => listChanges(placeOf(root, task).git, from, to, account),
    checkOut: async (workspace, task, hash, name, signal) => {
      const made = await queue(task, () => checkOut({ place: placeOf(root, task), workspace, task, hash, name }, account), signal);
      return { ...made, take: (label, stop) => queue(task, () => made.take(label), stop) };
    },
    firstOf: (task) => firstOf(placeOf(root, task)),
    merge: (workspace, task, order, signal) => queue(task, () => merge(placeOf(root, task), workspace, order, account), signal),
    attempt: (task, step, n, earlier, signal, attached) =>
      queue(task, () => openAttempt({ place: placeOf(root, task), artifacts, account, task, step, n }, earlier, attached), signal),
    list: () => readdir(root).catch(() => []),
    clear: (task) => queue(task, () => clear(placeOf(root, task), account)),
    remove: (task) => queue(task, () => removeDirectory(placeOf(root, task).directory, account)),
  };
}

async function prepare(options: WorkspacesOptions, request: Preparation): Promise<Workspace> {
  const { root, artifacts, account, governing = [], empty = null } = options;
  const place = placeOf(root, request.task);
  const source = realDirectory(request.source);
  // Asked each time: what governs may have come to lie there since the task was made.
  if (empty === null || source !== realAncestry(empty)) assertOutside([root, artifacts, ...governing], source);
  const before = await readRecord(place.record);
  if (before !== null) return matching(before, { ...request, source });
  await removeDirectory(place.directory, account);
  await makePassage(root);
  const prepared = await prepareWorkspace(place, { ...request, source }, account);
  await writeRecord(place.record, prepared);
  if (prepared.first !== null) await noteState(place, prepared.first);
  return prepared.workspace;
}

async function clear({ attempts, checkouts }: Place, account: Account | null): Promise<void> {
  for (const directory of [attempts, checkouts]) await removeDirectory(directory, account);
}

async function keep(place: Place, snapshots: Snapshots, label: string): Promise<string> {
  const ref = await snapshots.take(label);
  await noteState(place, ref);
  return ref;
}

/** A view has one state, and what was never prepared has none. */
async function settle(place: Place, wanted: string | null, account: Account | null): Promise<void> {
  const first = (await readRecord(place.record))?.first ?? null;
  const ref = wanted ?? first;
  if (first === null || ref === null || (await readState(place)) === ref) return;
  await forgetState(place);
  await openSnapshots(place.git, place.files, account).restore(ref);
  await noteState(place, ref);
}

async function settleLeft(place: Place, wanted: string | null, account: Account | null): Promise<void> {
  if (await isAccounted(place)) await settle(place, wanted, account);
}

async function merge(place: Place, workspace: Workspace, order: MergeOrder, account: Account | null): Promise<Merged> {
  const state = await readState(place);
  await forgetState(place);
  const merged = await mergeInto(place, workspace, order, account);
  const now = merged.kind === "merged" ? merged.snapshot : state;
  if (now !== null) await noteState(place, now);
  return merged;
}

function matching(before: Prepared, request: Preparation): Workspace {
  const { workspace, asked } = before;
  if (asked === request.kind && workspace.source === request.source) {
    realDirectory(workspace.path);
    return workspace;
  }
  throw new Problem("workspace", `${request.task}: already has a ${asked} of ${workspace.source}. Start a new task for another workspace.`);
}

async function firstOf(place: Place): Promise<string> {
  const first = (await readRecord(place.record))?.first ?? null;
  if (first === null) throw new Problem("workspace", `${place.directory}: no workspace is prepared there.`);
  return first;
}
