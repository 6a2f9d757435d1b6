import type { WorkspaceFiles } from "../checks/check.ts";
import type { Artifact } from "../domain/step.ts";
import type { Bind } from "../sandbox/sandbox.ts";

/** Where a task's steps run (product: workspace). */
export type WorkspaceKind = "view" | "copy" | "worktree";

/** A workspace that is ready. Its files belong to the sandbox account when we are root. */
export type Workspace = {
  readonly kind: WorkspaceKind;
  /** Real path that the sandbox shows as /workspace. */
  readonly path: string;
  /** The real directory the user named. */
  readonly source: string;
  /** Commit the source was at, null outside git. */
  readonly base: string | null;
  /** Why the kind differs from what was asked (a view the sandbox account cannot reach becomes a copy), or null. */
  readonly note: string | null;
};

/** Where one attempt's files lie: outputs of earlier steps (shown read-only at /steps) and what it may leave (/artifacts). */
export type AttemptFiles = {
  readonly steps: string;
  readonly artifacts: string;
  /** Collects /artifacts: regular files only, O_NOFOLLOW, names cleaned, sizes capped; moves them to the task's artifact directory. */
  collect(): Promise<readonly Artifact[]>;
  /** What the last `collect` left behind and why, one line each. */
  refused(): readonly string[];
  /** Writes a content of ours into the task's artifact directory. */
  keep(name: string, content: string | Uint8Array): Promise<Artifact>;
};

/** What to prepare: `source` is a real directory, `task` the id its places are named after. */
export type Preparation = { readonly task: string; readonly source: string; readonly kind: WorkspaceKind };

/** What an earlier step left for the later ones, shown to them as `<id>/output`, `exit`, `headline` and `artifacts/` (product: 2.3). */
export type EarlierStep = {
  readonly id: string;
  readonly output: string;
  readonly exitCode: number | null;
  readonly headline: string;
  readonly artifacts: readonly Artifact[];
};

/** A file that came with a request: it is data, and nothing of it is ever run by us. */
export type Attached = { readonly name: string; readonly path: string };

/** Files that came with what people said, by the conversation they said it in. */
export type Attachments = {
  /** Keeps one, under a name that is safe; the same `key` again is the same file. Returns the name. */
  keep(conversation: string, file: { readonly key: string; readonly name: string; readonly content: Uint8Array }): Promise<string>;
  /** All of a conversation, oldest first; every one has a name of its own. */
  list(conversation: string): Promise<readonly Attached[]>;
  /** Conversations that have any. */
  conversations(): Promise<readonly string[]>;
  /** Removes those of a conversation that were kept at this time, in milliseconds since the epoch, or before it. */
  remove(conversation: string, keptUntil: number): Promise<void>;
};

/** One state of a workspace's files as the trusted git directory has it; ignored files are listed as they were in the source. */
export type Tree = WorkspaceFiles & {
  readonly hash: string;
  /** Whether it is a regular file of this state. */
  has(path: string): boolean;
  isFolder(path: string): boolean;
  isExecutable(path: string): boolean;
};

/** A text to be shown in place of a file; null: no file. */
export type Cover = { readonly text: string; readonly executable: boolean } | null;

/**
 * A throwaway directory with one state of a task's files, to run checks in: nothing done there reaches the workspace. Ignored
 * files come from the source, never from what a step left.
 */
export type Checkout = {
  /** The state it has. */
  readonly hash: string;
  /** Real path; belongs to the sandbox account when we are root. */
  readonly path: string;
  /** Puts files in place, by path, and returns what keeps a run from changing them; or what is in the way. */
  cover(files: ReadonlyMap<string, Cover>): Promise<{ readonly binds: readonly Bind[] } | { readonly obstacle: string }>;
  /** Brings the files that are not ignored back to the state. */
  restore(): Promise<void>;
  /** Keeps the files as they are now, as a snapshot of the task. */
  take(label: string, signal?: AbortSignal): Promise<string>;
  remove(): Promise<void>;
};

/** What was done to the files of `base` in a branch, to be done to those of `onto` too. All three are snapshots. */
export type MergeOrder = { readonly base: string; readonly onto: string; readonly branch: string; readonly label: string };

/** The files with both changes, as a snapshot; or where they do not go together. */
export type Merged =
  | { readonly kind: "merged"; readonly snapshot: string }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/**
 * All workspaces of this machine. Calls for one task are done one after the other. Every failure is a `Problem`. A signal ends
 * what may take long, at once while it waits for its turn and soon after; the call then rejects with the signal's reason.
 */
export type Workspaces = {
  /** Makes a task's workspace, or finds it as it is. An interrupted preparation is done again from the start. */
  prepare(request: Preparation, signal?: AbortSignal): Promise<Workspace>;
  /**
   * Keeps the files as they are and returns what brings them back. Ignored files and `.git` are not kept. A view, which no step
   * can change, has one state with a constant name.
   */
  snapshot(workspace: Workspace, task: string, label: string, signal?: AbortSignal): Promise<string>;
  /** The same of what a step leaves: until the next `disturb` the files are known to be that. */
  keep(workspace: Workspace, task: string, label: string, signal?: AbortSignal): Promise<string>;
  /**
   * Sees to it that the files are a snapshot, or with null as they were prepared. Where they are known to be that already it costs
   * next to nothing, and nothing where the task has no workspace, or a view. Ignored files stay as they are.
   */
  settle(task: string, ref: string | null, signal?: AbortSignal): Promise<void>;
  /**
   * The same for a task that has ended. Where nobody ever kept account of the files, as in workspaces of earlier versions, they stay
   * as they are: what was changed there since may be somebody's work.
   */
  settleLeft(task: string, ref: string | null, signal?: AbortSignal): Promise<void>;
  /** Something is about to write in the files: until they are kept or settled nobody knows what they are, not even after a crash. */
  disturb(task: string): Promise<void>;
  /** Brings the files back to a snapshot, or with null to how they were prepared. Ignored files stay as they are. */
  restore(workspace: Workspace, task: string, ref: string | null, signal?: AbortSignal): Promise<void>;
  /** What changed since the preparation, as text: at most 1 MiB, binary files only named. Empty for a view. */
  diff(workspace: Workspace, task: string, signal?: AbortSignal): Promise<string>;
  /** The same between the preparation and a snapshot, or with null: nothing. */
  diffTo(workspace: Workspace, task: string, ref: string | null, signal?: AbortSignal): Promise<string>;
  /**
   * What changed between the preparation and a snapshot: all of it up to 32 MiB, as `git apply` takes it, binary files too.
   * Empty where nothing did, and for a view.
   */
  patch(workspace: Workspace, task: string, ref: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Equal for equal files. For a view it stands for the commit it was at. */
  treeHash(workspace: Workspace, task: string, signal?: AbortSignal): Promise<string>;
  /** The same of the files in a snapshot, or with null of how they were prepared. */
  hashOf(workspace: Workspace, task: string, ref: string | null, signal?: AbortSignal): Promise<string>;
  /** Opens a state that `treeHash` or `hashOf` told of; not for views. */
  readTree(workspace: Workspace, task: string, hash: string): Promise<Tree>;
  /** Paths that differ between two states. */
  listChanges(task: string, from: string, to: string): Promise<readonly string[]>;
  /** Makes a throwaway directory with a state, under a name of its own; not for views. */
  checkOut(workspace: Workspace, task: string, hash: string, name: string, signal?: AbortSignal): Promise<Checkout>;
  /** The snapshot of the files as they were prepared; not for views. */
  firstOf(task: string): Promise<string>;
  /** Brings what a branch did into the workspace's files, over whatever they are; in a conflict they stay. Not for views. */
  merge(workspace: Workspace, task: string, order: MergeOrder, signal?: AbortSignal): Promise<Merged>;
  /** Fresh directories for the `n`th attempt of a step, with what earlier steps left. */
  attempt(
    task: string,
    step: string,
    n: number,
    earlier: readonly EarlierStep[],
    signal?: AbortSignal,
    attached?: readonly Attached[],
  ): Promise<AttemptFiles>;
  /** Ids of the tasks that have a workspace on this machine. */
  list(): Promise<readonly string[]>;
  /** Removes what only its attempts and checks worked with, some of which may have been killed; the files stay. */
  clear(task: string): Promise<void>;
  /** Removes everything of a task but its artifacts. */
  remove(task: string): Promise<void>;
};
