import type { Sql } from "postgres";
import { type Line, openLine, transactOn, type Within } from "./line.ts";

/**
 * Connections for drizzle, none of which is ever mended. The driver (postgres 3.4.9) connects a lost one anew, but keeps what
 * was left of the old: half a message that was never sent, the error it ended with, a rollback nobody answers. Worse, it writes to
 * the socket that is gone, outside any promise, which ends the process. So each connection here is a client of its own: when it is
 * lost, whatever is still asked over it is refused, and the next one begins afresh.
 */
export type Pool = {
  /** What drizzle takes for its client. */
  readonly client: Sql;
  /** Waits up to `seconds` for what is running, and leaves. */
  end(seconds: number): Promise<void>;
};

/** How drizzle has values read and written: by the number of their type. */
type Codecs = Readonly<Record<"parsers" | "serializers", Record<string, (value: unknown) => unknown>>>;

/** A line that is not needed is kept for so long, in milliseconds. */
const idleMs = 60_000;

/** `open` makes a client of one connection with these codecs, and has it call back when that is lost; `most` are made at once. */
export function createPool(most: number, open: (codecs: Codecs, lost: () => void) => Sql): Pool {
  const codecs: Codecs = { parsers: {}, serializers: {} };
  const lines = createLines(most, () => openLine((lost) => open(codecs, lost)));
  const inside = ({ ask, nest }: Within): object => ({
    ...asking(codecs, ask),
    savepoint: <T>(work: (client: object) => Promise<T>) => nest((within) => work(inside(within))),
  });
  const client = {
    ...asking(codecs, (statement) => lines.use((line) => line.ask(statement))),
    begin: <T>(work: (client: object) => Promise<T>) => lines.use((line) => transactOn(line, (within) => work(inside(within)))),
  };
  // All that drizzle calls of a client: it never sees the rest.
  return { client: client as unknown as Sql, end: lines.end };
}

/** How drizzle asks: it awaits what `unsafe` returns, or says `values()` to it at once and awaits that. */
function asking(options: Codecs, ask: Line["ask"]) {
  const unsafe = (text: string, values: unknown[] = []) => {
    let asLists = false;
    const rows = Promise.resolve().then(() => ask({ text, values, asLists }));
    return Object.assign(rows, {
      values: () => {
        asLists = true;
        return rows;
      },
    });
  };
  return { options, unsafe };
}

type Lines = { use<T>(work: (line: Line) => Promise<T>): Promise<T>; end: Pool["end"] };

/** Lines for one use at a time, first come, first served. */
function createLines(most: number, open: () => Line): Lines {
  const all = new Set<Line>();
  const free = new Map<Line, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let isOver = false;
  const drop = (line: Line, seconds = 0) => {
    all.delete(line);
    clearTimeout(free.get(line));
    free.delete(line);
    return line.end(seconds).catch(() => undefined);
  };
  const find = (): Line | null => {
    const line = [...free.keys()].at(-1);
    if (line === undefined) return all.size < most ? open() : null;
    clearTimeout(free.get(line));
    free.delete(line);
    if (!line.isLost) return line;
    void drop(line);
    return find();
  };
  const take = async (): Promise<Line> => {
    for (;;) {
      if (isOver) throw new Error("the database was closed");
      const line = find();
      if (line !== null) {
        all.add(line);
        return line;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const giveBack = (line: Line) => {
    if (line.isLost || isOver) void drop(line);
    else free.set(line, setTimeout(() => void drop(line), idleMs).unref());
    waiting.shift()?.();
  };
  return {
    use: async (work) => {
      const line = await take();
      try {
        return await work(line);
      } finally {
        giveBack(line);
      }
    },
    end: async (seconds) => {
      isOver = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...all].map((line) => drop(line, seconds)));
    },
  };
}
