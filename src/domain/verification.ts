/** How one of the project's own checks stands. `red-before`: it fails, but no more than at the base (product: 2.7). */
type CheckState = "passed" | "failed" | "red-before";

/** What one check said. */
export type CheckOutcome = {
  /** As people know it: `npm test`. */
  readonly name: string;
  readonly state: CheckState;
  /** A failing required check is red. */
  readonly required: boolean;
  /** One line. */
  readonly evidence: string;
  /** Tests that fail now and did not at the base. */
  readonly newlyFailing: readonly string[];
};

/** What the world found out about the files of a workspace: the checks, defined by the base commit, and what was changed. */
export type Verification = {
  /** Equal for equal files. */
  readonly tree: string;
  /** Paths changed since the base, at most 200. */
  readonly changed: readonly string[];
  /** Those of them that judge or govern the work: tests, scripts, CI, instructions of agents, `.adjutant/`. */
  readonly guarded: readonly string[];
  readonly checks: readonly CheckOutcome[];
};
