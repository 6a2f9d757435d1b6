import type { ChildProcess } from "node:child_process";

/** Nobody inside is left to write after the end; whoever was handed an end of the output by then is not waited for any longer. */
const graceMs = 1000;

/** Closes our ends of the descriptors some time after the engine is gone, so that a held one never hangs a result. Returns what forgets it. */
export function letGoAfterEnd(subprocess: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  subprocess.once("exit", () => {
    timer = setTimeout(() => {
      for (const stream of subprocess.stdio) stream?.destroy();
    }, graceMs);
  });
  return () => clearTimeout(timer);
}
