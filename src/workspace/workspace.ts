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
