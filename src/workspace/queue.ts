/** Does the work given under one key one after the other; different keys do not wait for each other. */
export type Queue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work, work);
    const tail = result.then(
      () => forget(),
      () => forget(),
    );
    const forget = () => {
      if (tails.get(key) === tail) tails.delete(key);
    };
    tails.set(key, tail);
    return result;
  };
}
