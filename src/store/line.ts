import type { Sql } from "postgres";
import { ConnectionLost } from "../domain/connection-lost.ts";

/** One connection, and everything that is asked over it. Once lost it stays lost. */
export type Line = {
  /** Runs one statement after those before it; rejects without sending it when the connection is gone. */
  ask(statement: Statement): Promise<Rows>;
  readonly isLost: boolean;
  /** Waits up to `seconds` for the statement that runs, and hangs up. */
  end(seconds: number): Promise<void>;
};

/** A statement, and whether its rows are wanted as lists of values instead of objects. */
type Statement = { readonly text: string; readonly values: unknown[]; readonly asLists: boolean };

type Rows = readonly unknown[];

/** `open` makes a client of one connection, and has it call back when that is lost. */
export function openLine(open: (lost: () => void) => Sql): Line {
  let isLost = false;
  const sql = open(() => {
    isLost = true;
  });
  let last: Promise<unknown> = Promise.resolve();
  const send = ({ text, values, asLists }: Statement): Promise<Rows> => {
    if (isLost) return Promise.reject(new ConnectionLost());
    // The values are whatever drizzle made of them for the wire: strings, numbers, null.
    const pending = sql.unsafe(text, values as never[]);
    return (asLists ? pending.values() : pending).catch((error: unknown) => {
      if (isAnswer(error)) throw error;
      isLost = true;
      throw new ConnectionLost(error);
    });
  };
  return {
    ask: (statement) => {
      // One by one: the driver would ask what waits in it again, on a connection that is not in the transaction.
      const answer = last.then(() => send(statement));
      last = answer.catch(() => undefined);
      return answer;
    },
    get isLost() {
      return isLost;
    },
    end: async (seconds) => {
      await sql.end({ timeout: seconds });
    },
  };
}

/** Whether the server refused a statement, and goes on listening; anything else ends the connection. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && error.name === "PostgresError" && "severity" in error && error.severity === "ERROR";
}

/** What a statement by hand looks like. */
const plain = (text: string): Statement => ({ text, values: [], asLists: false });

/** Something of which all is kept or nothing, a transaction or a savepoint within one: how it begins, is kept, and undone. */
type Scope = { readonly begin: string; readonly keep: string; readonly undo: string };

/** Asks within a scope, and makes one in it. */
export type Within = { readonly ask: Line["ask"]; nest<T>(work: (within: Within) => Promise<T>): Promise<T> };

/** Runs `work` in a transaction of a line: all of it is kept, or nothing. */
export function transactOn<T>(line: Line, work: (within: Within) => Promise<T>): Promise<T> {
  return runIn(line, { begin: "begin", keep: "commit", undo: "rollback" }, work);
}

async function runIn<T>(line: Line, { begin, keep, undo }: Scope, work: (within: Within) => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  const ask: Line["ask"] = (statement) => {
    const answer = line.ask(statement);
    answer.catch((error: unknown) => failures.push(error));
    return answer;
  };
  // Of two savepoints of one name the later one is meant.
  const inner = { begin: "savepoint nested", keep: "release savepoint nested", undo: "rollback to savepoint nested" };
  await line.ask(plain(begin));
  try {
    const result = await work({ ask, nest: (nested) => runIn(line, inner, nested) });
    // Whoever caught it: after a failure the server keeps nothing, and says so of a commit in a word that nobody reads.
    if (failures.length > 0) throw failures[0];
    await line.ask(plain(keep));
    return result;
  } catch (error) {
    if (!line.isLost) await line.ask(plain(undo));
    throw error;
  }
}
