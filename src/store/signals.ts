import type { Sql } from "postgres";

/** What processes tell each other: an actor has something to do, or a conversation has something to show. */
export type Signal = { readonly kind: "wake" | "post"; readonly id: string };

/** Listens until stopped; reconnects by itself. `again` is called after a connection was (re)made: something may have been missed. */
export async function listen(sql: Sql, hear: (signal: Signal) => void, again: () => void): Promise<() => Promise<void>> {
  const { unlisten } = await sql.listen(
    "adjutant",
    (payload) => {
      const [kind, id] = payload.split(" ");
      if ((kind === "wake" || kind === "post") && id) hear({ kind, id });
    },
    again,
  );
  return unlisten;
}
