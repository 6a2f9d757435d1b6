import type { Sql } from "postgres";

/** What processes tell each other: an actor has something to do, a conversation has something to show, or a channel has news. */
export type Signal = { readonly kind: "wake" | "post" | "news"; readonly id: string };

/** Listens until stopped; reconnects by itself. `again` is called after a connection was (re)made: something may have been missed. */
export async function listen(sql: Sql, hear: (signal: Signal) => void, again: () => void): Promise<() => Promise<void>> {
  const { unlisten } = await sql.listen(
    "adjutant",
    (payload) => {
      const [kind, id] = payload.split(" ");
      if ((kind === "wake" || kind === "post" || kind === "news") && id) hear({ kind, id });
    },
    again,
  );
  return unlisten;
}
