import type { CheckCommand } from "../domain/check-command.ts";

/** Contract of the check axis: finds the project's own tests, lint, type checks and builds in a workspace. */
export type Check = {
  readonly name: string;
  /** Reads manifests only; runs nothing. Empty where the language is not there. */
  detect(files: WorkspaceFiles): Promise<readonly CheckCommand[]>;
  /** Paths of files that say what its commands do: they are run as the base had them (product: 2.7). */
  readonly definitions: RegExp;
  /** A manifest that also says what the project is made of: the current text with the base's definitions in it. */
  readonly mixed?: { readonly manifest: RegExp; define(base: string, now: string): string };
  /** The lines of shell that a command of a manifest stands for; empty where it stands for itself. Files below its directory. */
  lines?(files: WorkspaceFiles, command: CheckCommand): Promise<readonly string[]>;
  /** Names of failing tests, as its runners tell them: the same failure has the same name in two runs. Empty where none is recognised. */
  failures(output: string): readonly string[];
};

/** The workspace as a check may see it: reading, no running, no following of links out of it. */
export type WorkspaceFiles = {
  /** Text of a file, or null where there is none (or it is no regular file, or larger than 1 MiB). */
  read(path: string): Promise<string | null>;
  /** Names directly inside a directory, sorted; empty where there is none. */
  list(path: string): Promise<readonly string[]>;
};
