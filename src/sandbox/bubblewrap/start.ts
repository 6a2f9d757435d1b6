import { execa } from "execa";
import type { Plan } from "../plan.ts";
import type { Account } from "../sandbox.ts";
import { buildArguments } from "./arguments.ts";
import { createDescriptors } from "./descriptors.ts";
import { launch } from "./launcher.ts";

/** What every run of this backend has in common. */
export type Setting = {
  /** Absolute path of bwrap. */
  readonly engine: string;
  readonly account: Account | null;
  /** The system call filter of every command. */
  readonly filter: Uint8Array;
  /** Where each run gets a control group of its own; null: there is no such place. */
  readonly cgroups: string | null;
  /** Time between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMs: number;
};

/**
 * Starts bwrap on the host with nothing of ours: absolute path, empty environment, directory `/`, a process group of its own. On
 * stdin stands the command's input or nothing: the launcher does not read it. Its arguments and the step's environment go through a descriptor, where the host's process list does not show them;
 * execa's `env` would reach bwrap itself, and LD_PRELOAD in it would be loaded on the host (sandbox.md: bubblewrap, in order).
 */
export function startEngine(plan: Plan, { engine, account, filter }: Setting) {
  using descriptors = createDescriptors();
  const list = buildArguments(plan, filter, descriptors).map((argument) => `${argument}\0`);
  const listed = descriptors.add(list.join(""));
  return execa(engine, ["--args", String(listed), "--", ...launch(plan)], {
    cwd: "/",
    env: {},
    extendEnv: false,
    preferLocal: false,
    detached: true,
    cleanup: false,
    stdio: [
      plan.input === null ? "ignore" : plan.input,
      "pipe",
      "pipe",
      "pipe",
      "pipe",
      { value: "pipe", input: true },
      // execa's type knows descriptors up to 9; it hands on any number.
      ...descriptors.sources().map((source) => (typeof source === "number" ? (source as 3) : source)),
    ],
    buffer: false,
    encoding: "buffer",
    reject: false,
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}
