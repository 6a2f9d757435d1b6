import type { Usage } from "./budget.ts";
import type { Fault, Result } from "./fault.ts";

/** What a call uses whatever it answers (its prompt), or all that is known of it (an agent's estimate). */
type Amount = {
  /** Integer micro-dollars; null: no price is known. */
  readonly costMicros: number | null;
  readonly tokens: number;
};

/** What is asked for before something is spent: the most it can use. */
export type Ask = {
  readonly purpose: string;
  readonly base: Amount;
  /** The answer on top of it, in tokens: as long as wanted, and the shortest that is worth asking for. */
  readonly answer: { readonly most: number; readonly least: number; readonly microsPerMillion: number | null };
  /** It is spent already, by what nobody could ask beforehand: it is booked whatever the limits say, and whoever comes next meets them. */
  readonly isSpent?: true;
  /** When nobody can be at it any more, counted from now, in milliseconds. */
  readonly lastsMs: number;
};

/** Something reserved. Whoever holds it settles it once, whatever came of it. */
export type Held = {
  /** How long the answer may be, in tokens: less than wanted where a limit is near. */
  readonly answerTokens: number;
  /** The limit that made it shorter than wanted, as a fault for an answer that did not fit; null: none did. */
  readonly shortened: Fault | null;
  /** What was really used; null: nobody told, and all that was reserved counts. */
  settle(used: Usage | null): Promise<Usage>;
};

/**
 * Where a call's money comes from (product: 2.5, checked before spending). Nothing is spent that was not reserved; a
 * refusal is a fault with the code `limit_reached`.
 */
export type Purse = { reserve(ask: Ask, signal: AbortSignal): Promise<Result<Held>> };

/** For what nobody's limit is about: the operator's own question whether the model is there. */
export const ownPocket: Purse = {
  reserve: async (ask) => ({
    ok: true,
    value: {
      answerTokens: ask.answer.most,
      shortened: null,
      settle: async (used) => used ?? mostOf(ask, ask.answer.most),
    },
  }),
};

/** What an ask uses at most, with an answer of this many tokens. */
export function mostOf({ base, answer }: Ask, answerTokens: number): Usage {
  const micros = answer.microsPerMillion === null ? null : Math.ceil((answerTokens * answer.microsPerMillion) / 1_000_000);
  return {
    promptTokens: base.tokens,
    completionTokens: answerTokens,
    costMicros: base.costMicros === null || micros === null ? null : base.costMicros + micros,
  };
}
