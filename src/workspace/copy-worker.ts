import { parentPort, workerData } from "node:worker_threads";
import { copyTree } from "./tree-copy.ts";

// A thread of its own: a hundred thousand files would hold up leases and chat for seconds.
try {
  parentPort?.postMessage({ kind: "copied", report: copyTree(workerData) });
} catch (fault) {
  parentPort?.postMessage({ kind: "failed", reason: fault instanceof Error ? fault.message : String(fault) });
}
