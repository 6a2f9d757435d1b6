import type { Principal } from "../../domain/principal.ts";
import type { Desk, Voter } from "../adapter.ts";
import { Away } from "../answer.ts";
import { openGuilds } from "./guilds.ts";
import { type Members, type Membership, openMembers, User } from "./members.ts";
import { isLacking, type Web } from "./web.ts";

/** Whom Discord's ids name. */
export type People = {
  /**
   * An account with its roles; rejects where Discord does not say. `deciding`: as they are this moment. `told`: what came with their
   * act, where an endpoint has no members and accounts to ask for.
   */
  find(id: string, where: Where, deciding: boolean, told?: Told): Promise<Person>;
  /** Asks anew for the roles of these accounts, and tells the house; rejects where it is not known of one of them. */
  refresh(voters: readonly Voter[]): Promise<void>;
  /** The roles that Discord gave us alone in our servers: whoever names one calls us. */
  ownRoles(): readonly string[];
  /** What a dispatch says of the servers we are in, noted. */
  note(t: string, d: unknown): void;
};

/**
 * Where somebody acts: in a server, whose members are members there; or where no server is. Then those of certain servers are, and who is
 * in none of them is a stranger.
 */
export type Where = { readonly guild: string } | { readonly membersOf: Servers };
/** Servers by id, or all we are in. */
export type Servers = readonly string[] | "all";

/** What a payload said of whoever acted: its reading took care that they are no bot. */
type Told = { readonly name: string | null; readonly roles: readonly string[] | null };

/** A bot is never a principal. */
type Person = { readonly kind: "person"; readonly who: Principal } | { readonly kind: "bot" };

/** How old what Discord said may be: of who decides nothing; in servers they act in, and in others. */
const freshMs = { here: 3_000, elsewhere: 60_000, user: 5 * 60_000, now: 0 };
/** So many servers are asked at once whether somebody is in them. */
const atOnce = 10;
/** So much is kept in memory; what is forgotten is asked for again. */
const mostKnown = 50_000;

/** `desk` is told the roles of accounts whenever they are asked for anew. */
export function openPeople(web: Web, me: { readonly user: string }, desk: Pick<Desk, "noteGroupsOf" | "namedGroups">): People {
  const guilds = openGuilds(web, me);
  const memberOf = openMembers(web);
  const userOf = openUsers(web);
  const memberAmong = openAmong(memberOf, guilds.list);
  const inGuild = async (id: string, guild: string, freshFor: number, roles: Told["roles"]): Promise<readonly Membership[]> => {
    const asked = await memberOf(guild, id, freshFor);
    const mine = asked === undefined && roles !== null ? { user: null, nick: null, roles, isPending: false } : asked;
    return mine ? [mine] : [];
  };
  /** What they are in servers whose roles give a right, whoever's room it is. */
  const beside = async (id: string, freshFor: number, where: Where): Promise<readonly Membership[]> => {
    const servers = (await guilds.holding(desk.namedGroups)).filter((guild) => !("guild" in where && where.guild === guild));
    return (await Promise.all(servers.map((guild) => memberOf(guild, id, freshFor)))).flatMap((one) => one ?? []);
  };
  const refreshOne = async ({ id, workspaces }: Voter): Promise<readonly [string, readonly string[]] | null> => {
    const servers = new Set([...(await guilds.holding(desk.namedGroups)), ...(await guilds.among(workspaces))]);
    const all = await Promise.all([...servers].map((guild) => memberOf(guild, id, freshMs.now)));
    // Of whom nothing can be asked, what came with their vote stands.
    return all.includes(undefined) ? null : [id, all.flatMap((one) => one?.roles ?? [])];
  };
  return {
    find: async (id, where, deciding, told) => {
      const freshFor = deciding ? freshMs.now : freshMs.here;
      const here =
        "guild" in where
          ? await inGuild(id, where.guild, freshFor, told?.roles ?? null)
          : await memberAmong(id, where.membersOf, { here: freshFor, elsewhere: freshMs.elsewhere });
      const all = [...here, ...(await beside(id, deciding ? freshMs.now : freshMs.elsewhere, where))];
      const user = await userOf(id, all, told ?? null);
      if (user.bot || user.system) return { kind: "bot" };
      const groups = [...new Set(all.flatMap(({ roles }) => roles))];
      return { kind: "person", who: { channel: "discord", id, name: nameOf(user, here[0]), groups, member: standingOf(here) } };
    },
    refresh: async (voters) => {
      // Where no role gives a right, nobody can lose one.
      if (voters.length === 0 || desk.namedGroups.length === 0) return;
      const asked = await Promise.allSettled(voters.map(refreshOne));
      const found = asked.flatMap((one) => (one.status === "fulfilled" && one.value !== null ? [one.value] : []));
      if (found.length > 0) await desk.noteGroupsOf(new Map(found));
      for (const one of asked) if (one.status === "rejected") throw one.reason;
    },
    ownRoles: guilds.ownRoles,
    note: guilds.note,
  };
}

type FreshFor = { readonly here: number; readonly elsewhere: number };

/** What somebody is where no server is: a full member, where one of the servers says so. That one is asked first the next time. */
function openAmong(memberOf: Members, list: () => Promise<readonly string[]>) {
  const homes = new Map<string, string>();
  return async (id: string, servers: Servers, freshFor: FreshFor): Promise<readonly Membership[]> => {
    const ours = await list();
    const counting = servers === "all" ? ours : servers.filter((guild) => ours.includes(guild));
    const home = homes.get(id);
    const known = home !== undefined && counting.includes(home) ? await memberOf(home, id, freshFor.here) : null;
    if (known && !known.isPending) return [known];
    homes.delete(id);
    const { full, pending } = await search(counting, (guild) => memberOf(guild, id, freshFor.elsewhere));
    if (full === null) return pending;
    if (homes.size >= mostKnown) homes.clear();
    homes.set(id, full.guild);
    return [full.member];
  };
}

type Found = {
  readonly full: { readonly guild: string; readonly member: Membership } | null;
  readonly pending: readonly Membership[];
};

/** The first server in which somebody is a full member; else all in which they are about to be one. */
async function search(guilds: readonly string[], ask: (guild: string) => ReturnType<Members>): Promise<Found> {
  const pending: Membership[] = [];
  for (let at = 0; at < guilds.length; at += atOnce) {
    const asked = guilds.slice(at, at + atOnce).map(async (guild) => ({ guild, member: await ask(guild) }));
    const found = (await Promise.all(asked)).flatMap(({ guild, member }) => (member ? [{ guild, member }] : []));
    const full = found.find(({ member }) => !member.isPending);
    if (full !== undefined) return { full, pending };
    pending.push(...found.map(({ member }) => member));
  }
  return { full: null, pending };
}

/** Accounts by themselves, where no server said whose they are. */
function openUsers(web: Web) {
  const known = new Map<string, { readonly at: number; readonly user: User }>();
  return async (id: string, memberships: readonly Membership[], told: Told | null): Promise<User> => {
    const member = memberships.find(({ user }) => user !== null)?.user;
    if (member) return member;
    const there = known.get(id);
    if (there && Date.now() - there.at < freshMs.user) return there.user;
    const answer = await web.call("GET", `/users/${id}`, {}, User);
    if (answer.kind === "refused" && isLacking(answer) && told !== null) return { id, username: told.name };
    if (answer.kind !== "ok")
      throw new Away(`Discord does not say who ${id} is`, { afterMs: answer.kind === "later" ? answer.afterMs : 5_000 });
    if (known.size >= mostKnown) known.clear();
    known.set(id, { at: Date.now(), user: answer.value });
    return answer.value;
  };
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
