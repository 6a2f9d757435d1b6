import type { Machine } from "../../src/orchestrator/machine.ts";

/** What moves a probe: words of people from the inbox, and what its effects come back with. */
export type Word = { readonly type: string; readonly text: string };
export type Work = { readonly key: string };
/** What a probe wants in flight. */
export type Wanted = readonly string[];

/** One begun effect, in the hands of the test. */
type Begun = {
  readonly key: string;
  readonly signal: AbortSignal;
  /** Resolves when it is told to stop. */
  readonly aborted: Promise<void>;
  /** Ends it, with words. Without a word from the test it runs for ever, also when told to stop. */
  end(text?: string): void;
  fail(error: Error): void;
};

/**
 * A machine as simple as can be: `want a b` in its inbox puts two effects into flight, the end of one takes it out. It
 * stands in for conversations and tasks, because what the engine promises holds for every machine.
 */
export type Probe = Machine<Wanted, Word, Work> & {
  /** Effects in the order in which they began. */
  readonly begun: readonly Begun[];
  /** Texts of the events that were committed. */
  readonly applied: readonly string[];
  /** The `n`th effect that begins with this key. */
  begins(key: string, nth?: number): Promise<Begun>;
};

export function createProbe(over: Partial<Machine<Wanted, Word, Work>> = {}): Probe {
  const begun: Begun[] = [];
  const applied: string[] = [];
  const waiting: (() => void)[] = [];
  const machine: Machine<Wanted, Word, Work> = {
    load: async () => [],
    lost: () => [],
    effects: (wanted) => wanted.map((key) => ({ key })),
    wakeAt: (wanted, now) => (wanted.length > 0 ? now : null),
    dueAt: () => null,
    due: null,
    apply: async (_tx, wanted, { type, text }) => {
      applied.push(text);
      const [verb, ...keys] = text.split(" ");
      const next = verb === "want" ? keys : type === "ended" ? wanted.filter((key) => key !== verb) : wanted;
      return { state: next, refusal: verb === "refuse" ? "not this" : null };
    },
    perform: ({ key }, _state, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Word>();
      const aborted = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => aborted.resolve(), { once: true });
      if (signal.aborted) aborted.resolve();
      const end = (text = `${key} done`) => resolve({ type: "ended", text });
      begun.push({ key, signal, aborted: aborted.promise, end, fail: reject });
      for (const wake of waiting.splice(0)) wake();
      return promise;
    },
    salvage: () => null,
    broke: ({ key }, error) => ({ type: "ended", text: `${key} broke: ${error instanceof Error ? error.message : error}` }),
    deadline: () => 600_000,
    ...over,
  };
  const begins = async (key: string, nth = 1): Promise<Begun> => {
    for (;;) {
      const found = begun.filter((one) => one.key === key)[nth - 1];
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { ...machine, begun, applied, begins };
}
