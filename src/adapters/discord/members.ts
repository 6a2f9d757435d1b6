import { z } from "zod";
import { Away } from "../answer.ts";
import { isLacking, type Web } from "./web.ts";

/** An account by itself, as far as its name and whether it is a person's. */
export const User = z.object({
  id: z.string(),
  username: z.string().nullish(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});
export type User = z.output<typeof User>;

const Member = z.object({
  user: User.nullish(),
  nick: z.string().nullish(),
  roles: z.array(z.string()),
  pending: z.boolean().nullish(),
});

/** What an account is in one server. */
export type Membership = {
  readonly user: User | null;
  readonly nick: string | null;
  readonly roles: readonly string[];
  /** It has not accepted the server's rules yet. */
  readonly isPending: boolean;
};

/** Null: it is not in that server. Undefined: members cannot be asked for at all. */
export type Members = (guild: string, id: string, freshForMs: number) => Promise<Membership | null | undefined>;

/** So much is kept in memory; what is forgotten is asked for again. */
const mostKnown = 50_000;

/** What accounts are in single servers, as old as whoever asks allows. */
export function openMembers(web: Web): Members {
  const members = new Map<string, { readonly at: number; readonly value: ReturnType<Members> }>();
  return (guild, id, freshForMs) => {
    const key = `${guild}/${id}`;
    const known = members.get(key);
    if (known && Date.now() - known.at < freshForMs) return known.value;
    if (members.size >= mostKnown) members.clear();
    const value = askMember(web, guild, id);
    members.set(key, { at: Date.now(), value });
    value.catch(() => members.delete(key));
    return value;
  };
}

/** Whoever is not shown to us is no member: nobody gets a right by what we do not see. */
async function askMember(web: Web, guild: string, id: string): Promise<Membership | null | undefined> {
  const answer = await web.call("GET", `/guilds/${guild}/members/${id}`, {}, Member);
  if (answer.kind === "later") throw new Away("Discord does not say what roles somebody has", { afterMs: answer.afterMs });
  if (answer.kind === "refused") return isLacking(answer) ? undefined : null;
  const { user, nick, roles, pending } = answer.value;
  return { user: user ?? null, nick: nick ?? null, roles, isPending: pending === true };
}
