/**
 * Does the work given under one key one after the other; different keys do not wait for each other. A signal ends the wait
 * for its turn; work that has begun is waited for, whatever its caller's signal says.
 */
export type Queue = <T>(key: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createQueue(): Queue {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work, signal) => {
    let begun = false;
    const begin = () => {
      signal?.throwIfAborted();
      begun = true;
      return work();
    };
    const result = (tails.get(key) ?? Promise.resolve()).then(begin, begin);
    const forget = () => {
      if (tails.get(key) === tail) tails.delete(key);
    };
    const tail: Promise<unknown> = result.then(forget, forget);
    tails.set(key, tail);
    return signal === undefined ? result : endable(result, signal, () => begun);
  };
}

/** The result, or the signal's reason as soon as it is given while nothing has begun. */
function endable<T>(result: Promise<T>, signal: AbortSignal, begun: () => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => begun() || reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
