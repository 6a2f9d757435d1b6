import { addUsage, type Usage, usedNothing } from "../../domain/budget.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import { costOf, mostTokensIn, type Price } from "../../domain/price.ts";
import type { Ask, Held, Purse } from "../../domain/purse.ts";
import type { Completed } from "./completion.ts";

/** Pays for the requests of one question, failed ones included, each before it is sent, and adds up what they used. */
export type Meter = {
  /** Reserves the most a request can use, by all that is sent; how long its answer may be, or a fault where a limit forbids it. */
  reserve(sent: string, signal: AbortSignal): Promise<Result<Held>>;
  /** Settles it with what the server told, whatever came of it. */
  settle(held: Held, completed: Completed): Promise<void>;
  /** Why the last answer may only be short, or null where it may be as long as any. */
  shortened(): Fault | null;
  total(): Usage;
};

export type MeterSettings = {
  readonly purpose: string;
  readonly purse: Purse;
  /** Null: not metered, never $0 (product: 2.9). */
  readonly price: Price | null;
  /** The longest answer that is asked for, in tokens. */
  readonly mostAnswerTokens: number;
  readonly timeoutMs: number;
};

/** An answer shorter than this is not worth asking for, in tokens. */
const leastAnswerTokens = 1_024;
/** What a request may take beyond its own time limit: connecting, and telling the ledger. */
const aroundMs = 60_000;

/** A meter at zero. Without a price the cost is unknown from the start, never 0. */
export function openMeter(settings: MeterSettings): Meter {
  let total: Usage = { promptTokens: 0, completionTokens: 0, costMicros: settings.price ? 0 : null };
  let shortened: Fault | null = null;
  return {
    reserve: async (sent, signal) => {
      const held = await settings.purse.reserve(askFor(sent, settings), signal);
      shortened = held.ok ? held.value.shortened : null;
      return held;
    },
    settle: async (held, completed) => {
      total = addUsage(total, await held.settle(reported(completed, settings.price)));
    },
    shortened: () => shortened,
    total: () => total,
  };
}

/** Everything that is sent counts: messages, the answer's form, the tools. */
function askFor(sent: string, { purpose, price, mostAnswerTokens, timeoutMs }: MeterSettings): Ask {
  const tokens = mostTokensIn(sent);
  return {
    purpose,
    base: { tokens, costMicros: price && costOf(tokens, 0, price) },
    answer: {
      most: mostAnswerTokens,
      least: Math.min(leastAnswerTokens, mostAnswerTokens),
      microsPerMillion: price?.outputMicrosPerMillion ?? null,
    },
    lastsMs: timeoutMs + aroundMs,
  };
}

/** What the server said it used; null where something may have been used that nobody told. */
function reported(completed: Completed, price: Price | null): Usage | null {
  if (!completed.ok) return isUnsent(completed) ? usedNothing : null;
  const { tokens } = completed.completion;
  if (!tokens) return null;
  return {
    promptTokens: tokens.prompt,
    completionTokens: tokens.completion,
    costMicros: price && costOf(tokens.prompt, tokens.completion, price),
  };
}

/** Statuses of something between us and the server, which may have answered nevertheless. */
const betweenStatuses: readonly number[] = [408, 502, 504];

/** Whether it never reached the server, or was turned away there: nobody charges for that. */
function isUnsent({ failure }: Extract<Completed, { ok: false }>): boolean {
  switch (failure.kind) {
    case "unsent":
    case "limit":
    case "unreachable":
      return true;
    case "status":
      return !betweenStatuses.includes(failure.status);
    case "cancelled":
    case "timeout":
    case "cut":
    case "garbled":
      return false;
  }
}
