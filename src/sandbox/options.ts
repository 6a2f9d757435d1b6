import type { Lent } from "./source.ts";

/** What a backend may be told; each takes what it knows. */
export type SandboxOptions = {
  /** Real paths of our own (home, configuration, database, secrets): no grant may contain one or lie under one. */
  readonly governed?: readonly string[];
  /** What lies below one and may be shown all the same, to its own task. */
  readonly lent?: Lent;
  /** Time between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMs?: number;
  /** Account to drop to when we are root. */
  readonly accountName?: string;
  /** Where the program of the engine is looked for. */
  readonly engineDirectories?: readonly string[];
  /** Where each run gets a control group of its own; looked for when absent. */
  readonly cgroups?: string;
  readonly docker?: {
    /** The image that commands run in; none is ever fetched. */
    readonly image: string | null;
    /** Processors that one command may use; null: all of the machine's. */
    readonly cpus: number | null;
  };
};
