import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import { Away } from "../answer.ts";
import { isLacking, type Web } from "./web.ts";

/** Whom Discord's ids name. */
export type People = {
  /**
   * An account with its roles, in the server it acts in (null: a direct message); rejects where Discord does not say. `deciding`: as
   * they are this moment. `told`: what came with their act, where an endpoint has no members and accounts to ask for.
   */
  find(id: string, guild: string | null, deciding: boolean, told?: Told): Promise<Person>;
  /** Asks anew for the roles of these accounts, and tells the house. */
  refresh(ids: readonly string[]): Promise<void>;
  /** The roles that Discord gave us alone in our servers: whoever names one calls us. */
  ownRoles(): readonly string[];
  /** What a dispatch says of members and of the servers we are in, noted. */
  note(t: string, d: unknown): void;
};

/** What a payload said of whoever acted: its reading took care that they are no bot. */
type Told = { readonly name: string | null; readonly roles: readonly string[] | null };

/** A bot is never a principal. */
type Person = { readonly kind: "person"; readonly who: Principal } | { readonly kind: "bot" };

/** How old what Discord said may be: of who decides nothing; in servers they act in, and in others. */
const freshMs = { here: 3_000, elsewhere: 60_000, user: 5 * 60_000, now: 0 };
/** In so many servers an account is looked for, beside those it acted in. */
const mostGuilds = 25;
/** So much is kept in memory; what is forgotten is asked for again. */
const mostKnown = 50_000;

const User = z.object({
  id: z.string(),
  username: z.string().nullish(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});
type User = z.output<typeof User>;
const Member = z.object({
  user: User.nullish(),
  nick: z.string().nullish(),
  roles: z.array(z.string()),
  pending: z.boolean().nullish(),
});
const Guilds = z.array(z.object({ id: z.string() }));
const Server = z.object({
  id: z.string(),
  unavailable: z.boolean().nullish(),
  roles: z.array(z.object({ id: z.string(), tags: z.object({ bot_id: z.string().nullish() }).nullish() })).nullish(),
});

/** What an account is in one server; null: it is not in it. */
type Membership = {
  readonly user: User | null;
  readonly nick: string | null;
  readonly roles: readonly string[];
  readonly isPending: boolean;
};

type Known<Value> = { readonly at: number; readonly value: Value };

/** `note` is told the roles of accounts, whenever Discord says them. */
export function openPeople(
  web: Web,
  me: { readonly user: string },
  note: (groups: ReadonlyMap<string, readonly string[]>) => Promise<void>,
): People {
  const users = new Map<string, Known<User>>();
  const guilds = openGuilds(web, me);
  const { memberOf, forget } = openMembers(web);
  const seenIn = new Map<string, Set<string>>();
  const askAll = async (id: string, freshFor: number) => {
    const all = new Set([...(seenIn.get(id) ?? []), ...(await guilds.list()).slice(0, mostGuilds)]);
    return Promise.all([...all].map((guild) => memberOf(guild, id, freshFor)));
  };
  const membershipsOf = async (id: string, freshFor: number): Promise<readonly Membership[]> =>
    (await askAll(id, freshFor)).flatMap((one) => one ?? []);
  const hereOf = async (id: string, guild: string, freshFor: number, roles: Told["roles"]): Promise<readonly Membership[]> => {
    seenIn.set(id, new Set(seenIn.get(id)).add(guild));
    const asked = await memberOf(guild, id, freshFor);
    const mine = asked === undefined && roles !== null ? { user: null, nick: null, roles, isPending: false } : asked;
    return mine ? [mine] : [];
  };
  const userOf = async (id: string, [member]: readonly Membership[], told: Told | null): Promise<User> => {
    if (member?.user) return member.user;
    const known = users.get(id);
    if (known && Date.now() - known.at < freshMs.user) return known.value;
    const answer = await web.call("GET", `/users/${id}`, {}, User);
    if (answer.kind === "refused" && isLacking(answer) && told !== null) return { id, username: told.name };
    if (answer.kind !== "ok")
      throw new Away(`Discord does not say who ${id} is`, { afterMs: answer.kind === "later" ? answer.afterMs : 5_000 });
    users.set(id, { at: Date.now(), value: answer.value });
    return answer.value;
  };
  return {
    find: async (id, guild, deciding, told) => {
      const freshFor = deciding ? freshMs.now : freshMs.here;
      const all = await membershipsOf(id, guild === null ? freshFor : freshMs.elsewhere);
      const here = guild === null ? all : await hereOf(id, guild, freshFor, told?.roles ?? null);
      const user = await userOf(id, [...here, ...all], told ?? null);
      if (user.bot || user.system) return { kind: "bot" };
      const groups = [...new Set([...here, ...all].flatMap(({ roles }) => roles))];
      const who = { channel: "discord", id, name: nameOf(user, here[0]), groups, member: standingOf(here) } as const;
      return { kind: "person", who };
    },
    refresh: async (ids) => {
      if (ids.length === 0) return;
      const asked = await Promise.all(ids.map(async (id) => [id, await askAll(id, freshMs.now)] as const));
      // Of whom nothing can be asked, what came with their vote stands.
      const found = asked.filter(([, all]) => !all.includes(undefined));
      await note(new Map(found.map(([id, all]) => [id, all.flatMap((one) => one?.roles ?? [])])));
    },
    ownRoles: guilds.ownRoles,
    note: (t, d) => {
      guilds.note(t, d);
      const { data } = z.object({ guild_id: z.string(), user: z.object({ id: z.string() }) }).safeParse(d);
      if (data && (t === "GUILD_MEMBER_UPDATE" || t === "GUILD_MEMBER_REMOVE")) forget(data.guild_id, data.user.id);
    },
  };
}

/** What accounts are in single servers, as old as whoever asks allows. */
function openMembers(web: Web) {
  const members = new Map<string, Known<Promise<Membership | null | undefined>>>();
  return {
    memberOf: (guild: string, id: string, freshFor: number): Promise<Membership | null | undefined> => {
      const key = `${guild}/${id}`;
      const known = members.get(key);
      if (known && Date.now() - known.at < freshFor) return known.value;
      if (members.size > mostKnown) members.clear();
      const value = askMember(web, guild, id);
      members.set(key, { at: Date.now(), value });
      value.catch(() => members.delete(key));
      return value;
    },
    forget: (guild: string, id: string) => void members.delete(`${guild}/${id}`),
  };
}

/** The servers we are in. */
function openGuilds(web: Web, me: { readonly user: string }) {
  let known: Promise<Set<string>> | null = null;
  const list = async (): Promise<readonly string[]> => {
    known ??= askGuilds(web);
    known.catch(() => {
      known = null;
    });
    return [...(await known)];
  };
  const own = new Set<string>();
  return {
    list,
    ownRoles: () => [...own],
    note: (t: string, d: unknown) => {
      const { data } = Server.safeParse(d);
      if (data === undefined) return;
      for (const { id, tags } of data.roles ?? []) if (tags?.bot_id === me.user) own.add(id);
      if (t === "GUILD_CREATE") known?.then((all) => all.add(data.id)).catch(() => undefined);
      if (t === "GUILD_DELETE" && data.unavailable !== true) known?.then((all) => all.delete(data.id)).catch(() => undefined);
    },
  };
}

async function askGuilds(web: Web): Promise<Set<string>> {
  const answer = await web.call("GET", "/users/@me/guilds", { query: new URLSearchParams({ limit: "200" }) }, Guilds);
  if (answer.kind === "later") throw new Away("Discord does not say in which servers we are", { afterMs: answer.afterMs });
  return new Set(answer.kind === "ok" ? answer.value.map(({ id }) => id) : []);
}

/** Whoever is not shown to us is no member: nobody gets a right by what we do not see. Undefined: members cannot be asked for at all. */
async function askMember(web: Web, guild: string, id: string): Promise<Membership | null | undefined> {
  const answer = await web.call("GET", `/guilds/${guild}/members/${id}`, {}, Member);
  if (answer.kind === "later") throw new Away("Discord does not say what roles somebody has", { afterMs: answer.afterMs });
  if (answer.kind === "refused") return isLacking(answer) ? undefined : null;
  const { user, nick, roles, pending } = answer.value;
  return { user: user ?? null, nick: nick ?? null, roles, isPending: pending === true };
}

function standingOf(memberships: readonly Membership[]): NonNullable<Principal["member"]> {
  if (memberships.length === 0) return "external";
  // Who has not passed a server's rules yet may not speak in it either.
  return memberships.some(({ isPending }) => !isPending) ? "full" : "guest";
}

/** Data, never more: a name with line breaks in it could pretend to be somebody else's words. */
function nameOf({ id, username, global_name }: User, member: Membership | undefined): string {
  const shown = [member?.nick, global_name, username].find((one) => one?.trim());
  return (shown ?? id).replaceAll(/\s+/g, " ").trim().slice(0, 80);
}
