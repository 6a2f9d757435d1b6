import type { Json } from "../domain/json.ts";
import { Problem } from "../domain/problem.ts";
import { asc, eq, like, sql } from "./drizzle.ts";
import { type KeyPlace, type KeyUse, openKey } from "./key.ts";
import { installations } from "./schema/installations.ts";
import { createSealer, deriveSecret } from "./seal.ts";
import type { Reader } from "./transaction.ts";

/** Where the app of one channel is installed, by the platform's id of the workspace or organisation. What is kept is sealed. */
export type Installations = {
  list(): Promise<readonly string[]>;
  /** Null: it is not installed there. Throws Problem("channel") where what is kept cannot be opened: nothing of it is believed. */
  find(id: string): Promise<Json>;
  /** Keeps it in place of what was kept. */
  keep(id: string, content: Exclude<Json, null>): Promise<void>;
  remove(id: string): Promise<void>;
  /** A secret that only who has the key can know, its own for each purpose. */
  secret(purpose: string): string;
};

const use: KeyUse = {
  fact: "token_key",
  variable: "ADJUTANT_TOKEN_KEY",
  label: "adjutant token key",
  name: "a token key",
  done: "the tokens in this database were sealed",
  does: "it opens the tokens of every workspace",
  without: "no workspace's token can be read",
};

/** The installations of a channel's app. Throws Problem("config") where the tokens were sealed with another key than ours. */
export async function openInstallations(db: Reader, channel: string, place: KeyPlace): Promise<Installations> {
  const key = await openKey(db, place, use);
  const sealer = createSealer(deriveSecret(key, "adjutant installations"));
  const row = (id: string) => `${channel}:${id}`;
  return {
    list: async () => {
      const rows = await db
        .select({ key: installations.key })
        .from(installations)
        .where(like(installations.key, `${channel}:%`))
        .orderBy(asc(installations.key));
      return rows.map((one) => one.key.slice(channel.length + 1));
    },
    find: async (id) => {
      const [found] = await db
        .select()
        .from(installations)
        .where(eq(installations.key, row(id)));
      if (found === undefined) return null;
      const content = sealer.open(found.sealed, row(id));
      if (content !== null) return JSON.parse(content);
      throw new Problem(
        "channel",
        `what is kept of the installation in ${row(id)} was changed, or belongs elsewhere: install the app there once more`,
      );
    },
    keep: async (id, content) => {
      const fact = { sealed: sealer.seal(JSON.stringify(content), row(id)), keptAt: sql`now()` };
      await db
        .insert(installations)
        .values({ key: row(id), ...fact })
        .onConflictDoUpdate({ target: installations.key, set: fact });
    },
    remove: async (id) => {
      await db.delete(installations).where(eq(installations.key, row(id)));
    },
    secret: (purpose) => deriveSecret(key, `adjutant ${channel} ${purpose}`).toString("hex"),
  };
}
