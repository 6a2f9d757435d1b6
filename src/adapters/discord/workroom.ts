import type { Mention } from "../../domain/conversation.ts";
import type { Desk } from "../adapter.ts";
import type { Attaching } from "../attaching.ts";
import type { People, Where } from "./people.ts";
import type { Places } from "./place.ts";
import type { DiscordFile, DiscordNews, Named } from "./reading/news.ts";
import type { Replies } from "./replies.ts";
import type { Self } from "./self.ts";
import type { Showing } from "./showing.ts";
import type { Threads } from "./threads.ts";
import type { Which } from "./which.ts";

/** What work on news needs. */
export type Workroom = {
  readonly me: Self;
  readonly desk: Desk;
  readonly people: People;
  readonly places: Places;
  readonly threads: Threads;
  readonly replies: Replies;
  readonly attaching: Attaching<DiscordFile>;
  readonly showing: Showing;
  readonly which: Which;
};

/** News that is kept until it was worked on. */
export type Kept = Exclude<DiscordNews, { kind: "ignored" }>;
export type NewsOf<Kind extends Kept["kind"]> = Extract<Kept, { kind: Kind }>;

/** Whom a text names, as far as they are people. */
export async function mentionsOf(named: readonly Named[], where: Where, { people }: Pick<Workroom, "people">): Promise<readonly Mention[]> {
  const found = await Promise.all(
    named.map(async ({ text, id }) => ({ text, person: await people.find(id, where, false).catch(() => null) })),
  );
  return found.flatMap(({ text, person }) => (person?.kind === "person" ? [{ text, who: person.who }] : []));
}
