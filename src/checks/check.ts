/** Contract of the check axis: finds the project's own tests, lint, type checks and builds in a workspace. */
export type Check = {
  readonly name: string;
  /** Reads manifests only; runs nothing. Empty where the language is not there. */
  detect(files: WorkspaceFiles): Promise<readonly CheckCommand[]>;
};

/** One command of a real manifest; no wrapper around it (product: 2.3). */
export type CheckCommand = {
  readonly check: string;
  /** What it proves. */
  readonly purpose: "test" | "lint" | "typecheck" | "build";
  /** For people and step titles: `npm test`. */
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  /** Workspace-relative directory it runs in; `.` for the root. */
  readonly directory: string;
  /** A failing required check is red (product: 2.7). */
  readonly required: boolean;
};

/** The workspace as a check may see it: reading, no running, no following of links out of it. */
export type WorkspaceFiles = {
  /** Text of a file, or null where there is none (or it is no regular file, or larger than 1 MiB). */
  read(path: string): Promise<string | null>;
  /** Names directly inside a directory, sorted; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
};
