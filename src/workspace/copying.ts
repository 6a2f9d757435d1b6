import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { interruption } from "./interruption.ts";
import type { CopyOrder, CopyReport } from "./tree-copy.ts";

/** More than this is not a project but a disk: a worktree or a view serves better. */
const caps = { maxEntries: 2_000_000, maxBytes: 50 * 1024 ** 3 };

type Message = { readonly kind: "copied"; readonly report: CopyReport } | { readonly kind: "failed"; readonly reason: string };

/** Copies a directory in a thread of its own; what it makes belongs to the account, where there is one. */
export async function copyDirectory(source: string, target: string, account: Account | null): Promise<CopyReport> {
  const signal = interruption();
  signal?.throwIfAborted();
  const order: CopyOrder = { source, target, owner: account, ...caps };
  const worker = new Worker(new URL("./copy-worker.ts", import.meta.url), { workerData: order, execArgv: [], env: {} });
  try {
    const [message]: Message[] = await once(worker, "message", { signal });
    if (message?.kind === "copied") return message.report;
    throw new Problem("workspace", `${source}: could not be copied: ${message?.reason ?? "no answer"}.`);
  } catch (error) {
    // Nothing is written any more when the caller goes on.
    await worker.terminate();
    signal?.throwIfAborted();
    throw error;
  }
}
