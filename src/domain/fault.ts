import type { UsedUp } from "./budget.ts";

/**
 * Expected failures of the outside, as values. `transient` ones are worth another try; `message` is one clear line for
 * people: what, where, and how to cure it.
 */
export type Fault = {
  readonly code: FaultCode;
  readonly message: string;
  readonly transient: boolean;
  /** Of `limit_reached`: which limit it is. */
  readonly limit?: UsedUp;
};

export const faultCodes = [
  "model_unavailable",
  "model_refused",
  "model_unreadable",
  "model_missing",
  "sandbox_unavailable",
  "workspace_unavailable",
  "procedure_broken",
  "limit_reached",
  "cancelled",
  "internal",
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** Either a value or a fault: what an effect comes back with. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };
