import type { Readable } from "node:stream";

/** What bwrap tells about itself, on a descriptor the command never has. */
export type Status = {
  /** Pid of the sandbox's first process as the host sees it, as soon as it exists; null when bwrap ended without one. */
  readonly firstPid: Promise<number | null>;
  /** The same as far as it is known now. */
  knownPid(): number | null;
  /** Exit code of the command; null when it did not end by itself. */
  exitCode(): number | null;
};

/** Reads bwrap's `--json-status-fd`: one object a line. */
export function readStatus(stream: Readable): Status {
  const { promise: firstPid, resolve } = Promise.withResolvers<number | null>();
  let text = "";
  const knownPid = () => findNumber(text, "child-pid");
  stream.on("data", (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString("latin1");
    const pid = knownPid();
    if (pid !== null) resolve(pid);
  });
  stream.once("close", () => resolve(knownPid()));
  return { firstPid, knownPid, exitCode: () => findNumber(text, "exit-code") };
}

/** What follows the number must have come, too: one cut off by the end of a chunk is not that number. */
function findNumber(text: string, name: string): number | null {
  const found = new RegExp(`"${name}":\\s*(\\d+)[^\\d]`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
