import { execa } from "execa";
import type { Account, KillReason } from "./sandbox.ts";

/** A running engine with a command in it that begins with our launcher: how it is spoken to, and how it is ended. */
export type Engine = {
  /** Its streams are those of the command, once that was let go. */
  readonly subprocess: ReturnType<typeof startEngine>;
  /** The first process of what the command sees, as this machine does; null where it is not there any more. */
  findFirst(): Promise<number | null>;
  /** Asks the command to end; says nothing when it is gone. */
  askToEnd(): void;
  /** Ends everything at once, also what is only being started. */
  end(): void;
};

/** Every moment of these costs the machine. */
const floods: ReadonlySet<KillReason> = new Set(["output", "memory", "disk"]);

/**
 * Ends a run. A command that is told to end gets SIGTERM and `graceMs` first; a flood gets none, and neither does what has not begun.
 * Returns what forgets the pending end.
 */
export function endRun(engine: Engine, reason: KillReason, released: boolean, graceMs: number): () => void {
  if (!released || floods.has(reason)) {
    engine.end();
    return () => {};
  }
  engine.askToEnd();
  const timer = setTimeout(engine.end, graceMs);
  return () => clearTimeout(timer);
}

/** How a program is started on the host: which one, with what, and as whom. */
type Start = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly account: Account | null;
};

/** Starts an engine with nothing of ours but what it is handed: in `/`, in a process group of its own, with its three streams on pipes. */
export function startEngine({ program, args, env, account }: Start) {
  return execa(program, args, {
    cwd: "/",
    env,
    extendEnv: false,
    preferLocal: false,
    reject: false,
    stdio: ["pipe", "pipe", "pipe"],
    buffer: false,
    encoding: "buffer",
    detached: true,
    cleanup: false,
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}
