import type { Readable } from "node:stream";

/** What bwrap and the launcher tell about themselves, on descriptors the command never has. */
export type Status = {
  /** Pid of the sandbox's first process as the host sees it; null until it exists. */
  firstPid(): number | null;
  /** Whether the limits stood and the command itself was started. */
  isReady(): boolean;
  /** Exit code of the command; null when it did not end by itself. */
  exitCode(): number | null;
};

/** Reads bwrap's `--json-status-fd` (one object a line) and the launcher's ready mark. */
export function readStatus(status: Readable, ready: Readable): Status {
  let text = "";
  let marked = false;
  status.on("data", (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString("latin1");
  });
  ready.on("data", () => {
    marked = true;
  });
  return {
    firstPid: () => findNumber(text, "child-pid"),
    isReady: () => marked,
    exitCode: () => findNumber(text, "exit-code"),
  };
}

function findNumber(text: string, name: string): number | null {
  const found = new RegExp(`"${name}":\\s*(\\d+)[^\\d]`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
