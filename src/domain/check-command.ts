/** One command that proves something: of a real manifest, without a wrapper around it (product: 2.3), or named by a space. */
export type CheckCommand = {
  /** The check that found it, or the name a space gave it. */
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
