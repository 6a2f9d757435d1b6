import type { Result } from "../domain/fault.ts";
import type { Bind, Command, Grant } from "../sandbox/sandbox.ts";
import type { Checkout, Workspace } from "./workspace.ts";

/** Makes workspaces ready: once each, before the first command in them. */
export type Setups = {
  /** The setup of a space, as a text to compare. */
  describe(space: string | null): string;
  /** How long the setup of a space may take; 0 where it has none. */
  timeoutMs(space: string | null): number;
  /**
   * Makes a task's workspace ready, if it is not. `arrange` sees to its files before that, and after a setup wrote in them. Where
   * it fails, the fault says what and how to cure it.
   */
  makeReady(subject: SetupSubject, signal: AbortSignal, arrange?: () => Promise<void>): Promise<Result<null>>;
  /** The same for a throwaway directory, with the texts that cover its files. What it makes is kept only when it is the base. */
  makeCheckoutReady(subject: SetupSubject, checkout: CheckoutState, signal: AbortSignal): Promise<Result<null>>;
};

export type SetupSubject = {
  readonly task: string;
  readonly space: string | null;
  readonly workspace: Workspace;
  /** Hears of what the setup asks of the network. */
  readonly onRequest?: NonNullable<Command["onRequest"]>;
  /** Is told what a setup, or a check, is given before it runs; where it rejects, nothing runs. */
  readonly onGrant?: (to: "setup" | "check", grant: Grant) => Promise<void>;
};
export type CheckoutState = { readonly checkout: Checkout; readonly binds: readonly Bind[]; readonly isBase: boolean };
