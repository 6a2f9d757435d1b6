import type { Readable, Writable } from "node:stream";
import type { Status } from "./status.ts";
import type { Stop } from "./stop.ts";

/**
 * The launcher holds the command until it is told to go. While bwrap is still setting up, its death does not reach what it has
 * started; were the command running by itself then, a run that was stopped early (or our own death) would leave it behind,
 * unwatched. Held, it reads the end of the descriptor and is gone.
 * `prepare` is done before that, with the sandbox's first process. Returns whether the command was let go: if not, nothing was run.
 */
export function releaseWhenReady(
  [ready, release]: readonly [Readable, Writable],
  status: Status,
  stop: Stop,
  prepare: (first: number) => Promise<void>,
): () => boolean {
  let released = false;
  release.on("error", () => {}); // bwrap is gone; how it ended is told by its exit
  ready.once("data", () => {
    void status.firstPid.then(async (first) => {
      if (first !== null) await prepare(first);
      if (!stop.isOpen()) return;
      released = true;
      release.end("go\n");
    });
  });
  return () => released;
}
