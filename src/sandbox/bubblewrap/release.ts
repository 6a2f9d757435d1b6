import type { Readable, Writable } from "node:stream";
import { type Refusal, refuse } from "../refusal.ts";
import type { Stop } from "../stop.ts";
import type { Status } from "./status.ts";

/**
 * The launcher holds the command until it is told to go. While bwrap is still setting up, its death does not reach what it has
 * started; were the command running by itself then, a run that was stopped early (or our own death) would leave it behind,
 * unwatched. Held, it reads the end of the descriptor and is gone.
 * `prepare` is asked before that, with the sandbox's first process; where it refuses, nothing is let go.
 */
export function releaseWhenReady(
  [ready, release]: readonly [Readable, Writable],
  status: Status,
  stop: Stop,
  prepare: (first: number) => Promise<Refusal | null>,
): Release {
  let released = false;
  let refusal: Refusal | null = null;
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  release.on("error", () => {}); // bwrap is gone; how it ended is told by its exit
  ready.once("data", async () => {
    const first = await status.firstPid;
    if (first === null) return;
    refusal = await prepare(first).catch(untold);
    if (refusal !== null) release.destroy();
    if (refusal !== null || !stop.isOpen()) return;
    released = true;
    release.end("go\n");
    begin();
  });
  return { begun, wasReleased: () => released, refusal: () => refusal };
}

/** The command let go, or not: then nothing was run. */
export type Release = {
  /** Settles when the command begins; never where it does not. */
  readonly begun: Promise<void>;
  wasReleased(): boolean;
  /** Why it was not let go, where the preparation said no. */
  refusal(): Refusal | null;
};

function untold(error: unknown): Refusal {
  return refuse(`what the sandbox shows cannot be looked at: ${error instanceof Error ? error.message : String(error)}`, "run it again");
}
