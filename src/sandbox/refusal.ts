import type { SandboxResult } from "./sandbox.ts";

/** Why nothing was run, and what would cure it. */
export type Refusal = Extract<SandboxResult, { kind: "refused" }>;

/** A value that passed its check, or the refusal. Checks are values, never exceptions: a broken grant is an expected thing. */
export type Checked<T> = { readonly kind: "accepted"; readonly value: T } | Refusal;

export function refuse(reason: string, cure: string): Refusal {
  return { kind: "refused", reason, cure };
}

export function accept<T>(value: T): Checked<T> {
  return { kind: "accepted", value };
}
