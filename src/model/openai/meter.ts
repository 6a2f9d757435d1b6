import { addUsage, type Usage } from "../../domain/budget.ts";

/** Micro-dollars per million tokens. */
export type Price = { readonly inputMicrosPerMillion: number; readonly outputMicrosPerMillion: number };

/** Adds up what one question used over all its turns, failed ones included. */
export type Meter = {
  /** What the server reported. */
  count(promptTokens: number, completionTokens: number): void;
  /** What it did not report: tokens are estimated so that a token limit holds, the cost stays unknown (product: 2.9). */
  estimate(sentCharacters: number, receivedCharacters: number): void;
  total(): Usage;
};

/** Roughly true of English and of code in every common tokenizer; only used where nothing was reported. */
const charactersPerToken = 4;

/** A meter at zero. Without a price the cost is unknown from the start, never 0. */
export function openMeter(price: Price | null): Meter {
  let total: Usage = { promptTokens: 0, completionTokens: 0, costMicros: price ? 0 : null };
  return {
    count: (promptTokens, completionTokens) => {
      total = addUsage(total, { promptTokens, completionTokens, costMicros: price && costOf(promptTokens, completionTokens, price) });
    },
    estimate: (sent, received) => {
      total = addUsage(total, { promptTokens: tokensIn(sent), completionTokens: tokensIn(received), costMicros: null });
    },
    total: () => total,
  };
}

/** Rounded up: a call is never free. */
function costOf(promptTokens: number, completionTokens: number, price: Price): number {
  return Math.ceil((promptTokens * price.inputMicrosPerMillion + completionTokens * price.outputMicrosPerMillion) / 1_000_000);
}

function tokensIn(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}
