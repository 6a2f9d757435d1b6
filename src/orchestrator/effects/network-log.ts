import { addUsage, type Usage, usedNothing } from "../../domain/budget.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Json } from "../../domain/json.ts";
import type { NetworkRequest } from "../../domain/network-request.ts";
import { addBeside } from "../../store/audit/trail.ts";
import { transact } from "../../store/transaction.ts";
import type { Engine } from "../engine.ts";

/** Whose requests they are. */
type Occasion = { readonly task: TaskId; readonly step: string | null; readonly attempt: number | null };

/** What the commands of one attempt ask of the network, written into the task's audit as they go (product: audit). */
export type NetworkLog = {
  add(request: NetworkRequest): void;
  /** What services said they used; without a price. */
  used(): Usage;
  /** Whether something was used at all: a service that is paid by tokens may not say how many. */
  isUsed(): boolean;
  /** Writes what is not written yet. */
  close(): Promise<void>;
};

/** Requests of one attempt that are kept one by one; more are counted. */
const mostKept = 200;
/** They are written in lots: so much later a crash can lose, in milliseconds. */
const lotMs = 2_000;

export function openNetworkLog(engine: Engine, occasion: Occasion): NetworkLog {
  let lot: NetworkRequest[] = [];
  let kept = 0;
  let omitted = 0;
  let usage = usedNothing;
  let isUsed = false;
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  const write = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (lot.length + omitted === 0) return writing;
    const written = { requests: lot, omitted };
    [lot, omitted] = [[], 0];
    writing = writing.then(() => tellAudit(engine, occasion, written)).catch((error: unknown) => complain(engine, occasion, error));
    return writing;
  };
  return {
    add(request) {
      const { tokens } = request;
      if (tokens !== null) {
        isUsed = true;
        usage = addUsage(usage, { promptTokens: tokens.prompt, completionTokens: tokens.completion, costMicros: 0 });
      }
      if (kept < mostKept) lot.push(request);
      else omitted += 1;
      kept += 1;
      // What is only counted is told once, at the end.
      if (kept <= mostKept) timer ??= setTimeout(() => void write(), lotMs);
    },
    used: () => usage,
    isUsed: () => isUsed,
    close: write,
  };
}

type Lot = { readonly requests: readonly NetworkRequest[]; readonly omitted: number };

async function tellAudit({ db, audit, outbound }: Engine, { task, step, attempt }: Occasion, { requests, omitted }: Lot): Promise<void> {
  const detail = outbound.data({ step, attempt, requests: requests.map((one): Json => ({ ...one })), omitted });
  await transact(db, (tx) => addBeside(tx, audit, task, Date.now(), { action: "attempt.network", by: null, detail }));
}

function complain({ log }: Engine, { task, step }: Occasion, error: unknown): void {
  log.error({ task, step, err: error }, "requests of a step to the network could not be written into its audit");
}
