import type { NetworkRequest, Tokens } from "../domain/network-request.ts";

/** What is known of a request when it comes in. */
type Beginning = Pick<NetworkRequest, "host" | "port" | "method" | "path">;

/** A request that is under way. What ends it first counts. */
export type Entry = {
  /** It is let through, with these secrets. */
  admit(secrets?: readonly string[]): void;
  /** Whoever counts its bytes tells them when they are asked for. */
  count(read: () => Pick<NetworkRequest, "sent" | "received">): void;
  /** What the other side says it used. */
  meter(tokens: Tokens): void;
  end(status: number | null, refused?: string): void;
  /** It was none of its own: what comes of it is told by others. */
  forget(): void;
  /** The command is gone: what was let through has ended, what was not never will be. */
  cut(): void;
};

export type Journal = {
  begin(beginning: Beginning): Entry;
  /** Ends what is still under way. */
  close(): void;
};

/** Longest path that is kept, in characters. */
const longestPath = 300;

/** Tells each request once it has ended. */
export function createJournal(tell: (request: NetworkRequest) => void): Journal {
  const open = new Set<Entry>();
  return {
    begin(beginning) {
      const at = Date.now();
      let admitted: readonly string[] | null = null;
      let tokens: Tokens | null = null;
      let bytes = () => ({ sent: 0, received: 0 });
      const path = beginning.path?.slice(0, longestPath) ?? null;
      const entry: Entry = {
        admit: (names = []) => {
          admitted = names;
        },
        meter: (used) => {
          tokens = used;
        },
        count: (read) => {
          bytes = read;
        },
        end(status, refused) {
          if (!open.delete(entry)) return;
          tell({ ...beginning, at, path, status, refused: refused ?? null, secrets: admitted ?? [], tokens, ...bytes() });
        },
        forget: () => void open.delete(entry),
        cut() {
          entry.end(null, admitted === null ? "the command ended before it did" : undefined);
        },
      };
      open.add(entry);
      return entry;
    },
    close() {
      for (const entry of open) entry.cut();
    },
  };
}
