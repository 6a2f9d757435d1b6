import type { Artifact } from "../domain/step.ts";

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
  /** Writes a text of ours into the task's artifact directory. */
  keep(name: string, text: string): Promise<Artifact>;
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
  /** Brings the files back to a snapshot, or with null to how they were prepared. Ignored files stay as they are. */
  restore(workspace: Workspace, task: string, ref: string | null, signal?: AbortSignal): Promise<void>;
  /** What changed since the preparation, as text: at most 1 MiB, binary files only named. Empty for a view. */
  diff(workspace: Workspace, task: string, signal?: AbortSignal): Promise<string>;
  /** Equal for equal files. For a view it stands for the commit it was at. */
  treeHash(workspace: Workspace, task: string, signal?: AbortSignal): Promise<string>;
  /** Fresh directories for the `n`th attempt of a step, with what earlier steps left. */
  attempt(task: string, step: string, n: number, earlier: readonly EarlierStep[], signal?: AbortSignal): Promise<AttemptFiles>;
  /** Ids of the tasks that have a workspace on this machine. */
  list(): Promise<readonly string[]>;
  /** Removes everything of a task but its artifacts. */
  remove(task: string): Promise<void>;
};
