import type { Account } from "../sandbox.ts";
import type { Docker } from "./client.ts";

/** What every run of this backend has in common. */
export type Setting = {
  readonly docker: Docker;
  /** Name or id of the image whose programs commands find; empty where none was chosen. */
  readonly image: string;
  readonly account: Account | null;
  /** Who commands run as, by numbers: the account, or ourselves. */
  readonly owner: Pick<Account, "gid" | "uid">;
  /** Processors that one run may use. */
  readonly cpus: number;
  /** The policy of system calls, as docker takes it. */
  readonly profile: string;
  /** Time between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMs: number;
};
