import type { Result } from "../domain/fault.ts";
import type { Verification } from "../domain/verification.ts";
import type { SetupSubject } from "../workspace/setup.ts";

/** Contract of verification: what the project's own checks say of a change, defined by the base (product: 2.7). Judges nothing. */
export type Verifier = {
  /** Runs the checks on one state of a task's files. A fault where they could not be run; never a guess. */
  verify(subject: VerificationSubject, signal: AbortSignal): Promise<Result<Verification>>;
  /** What a space says of checks and setup: with another one, the same files are checked again. */
  describe(space: string | null): string;
};

export type VerificationSubject = SetupSubject & {
  /** The files as they were prepared, and as they are to be checked, as `treeHash` names them. */
  readonly base: string;
  readonly tree: string;
  /** What steps of the plan already ran on this very state, and passed. */
  readonly proofs: readonly Proof[];
};

export type Proof = { readonly argv: readonly string[]; readonly directory: string; readonly headline: string };
