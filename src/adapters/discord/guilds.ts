import { z } from "zod";
import { Away } from "../answer.ts";
import { isLacking, type Web } from "./web.ts";

/** The servers we are in, and their roles. */
export type Guilds = {
  /** All of them, by id; rejects where Discord does not say. */
  list(): Promise<readonly string[]>;
  /** Those of these that we are in. */
  among(ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Where somebody could have one of these roles. One that no server is known to have may be anywhere: then some more are looked through,
   * and who has it in none of them does not have it.
   */
  holding(roles: readonly string[]): Promise<readonly string[]>;
  /** The roles that Discord gave us alone: whoever names one calls us. */
  ownRoles(): readonly string[];
  /** What a dispatch says of servers and roles, noted. */
  note(t: string, d: unknown): void;
};

/** Discord lists so many servers at a time. */
const onePage = 200;
/** So many servers are looked through for a role that none is known to have. */
const mostSearched = 25;

const Role = z.object({ id: z.string(), tags: z.object({ bot_id: z.string().nullish() }).nullish() });
const Listed = z.array(z.object({ id: z.string() }));
const Server = z.object({ id: z.string(), unavailable: z.boolean().nullish(), roles: z.array(Role).nullish() });
const NewRole = z.object({ guild_id: z.string(), role: Role });

export function openGuilds(web: Web, me: { readonly user: string }): Guilds {
  let known: Promise<Set<string>> | null = null;
  const told = new Set<string>();
  // Null: that server does not say.
  const rolesOf = new Map<string, Set<string> | null>();
  const own = new Set<string>();
  const list = async (): Promise<readonly string[]> => {
    known ??= askGuilds(web);
    known.catch(() => {
      known = null;
    });
    return [...new Set([...(await known), ...told])];
  };
  const rolesIn = async (guild: string): Promise<ReadonlySet<string> | null> => {
    const there = rolesOf.get(guild);
    if (there !== undefined) return there;
    const asked = await askRoles(web, guild);
    rolesOf.set(guild, asked);
    return asked;
  };
  const noteServer = (t: string, { id, unavailable, roles }: z.output<typeof Server>) => {
    for (const role of roles ?? []) if (role.tags?.bot_id === me.user) own.add(role.id);
    if (t === "GUILD_CREATE" && roles != null) rolesOf.set(id, new Set(roles.map((role) => role.id)));
    if (t === "GUILD_CREATE") told.add(id);
    if (t !== "GUILD_DELETE" || unavailable === true) return;
    rolesOf.delete(id);
    told.delete(id);
    known?.then((all) => all.delete(id)).catch(() => undefined);
  };
  return {
    list,
    among: async (ids) => {
      const ours = await list();
      return ids.filter((id) => ours.includes(id));
    },
    holding: async (roles) => {
      // A role's id is a number; other channels have groups of other names.
      const wanted = roles.filter((role) => /^\d+$/.test(role));
      if (wanted.length === 0) return [];
      const ours = await list();
      const theirs = await Promise.all(ours.map(async (guild) => ({ guild, held: await rolesIn(guild) })));
      const holding = theirs.filter(({ held }) => held !== null && wanted.some((role) => held.has(role)));
      const isAllFound = wanted.every((role) => holding.some(({ held }) => held?.has(role)));
      const others = isAllFound ? [] : ours.slice(0, mostSearched);
      return [...new Set([...holding.map(({ guild }) => guild), ...others])];
    },
    ownRoles: () => [...own],
    note: (t, d) => {
      const server = Server.safeParse(d);
      if (server.success) noteServer(t, server.data);
      const role = t === "GUILD_ROLE_CREATE" ? NewRole.safeParse(d).data : undefined;
      if (role) rolesOf.get(role.guild_id)?.add(role.role.id);
    },
  };
}

async function askGuilds(web: Web): Promise<Set<string>> {
  const found = new Set<string>();
  for (let after = "0"; ; ) {
    const query = new URLSearchParams({ limit: `${onePage}`, after });
    const answer = await web.call("GET", "/users/@me/guilds", { query }, Listed);
    if (answer.kind === "later") throw new Away("Discord does not say in which servers we are", { afterMs: answer.afterMs });
    const page = answer.kind === "ok" ? answer.value.map(({ id }) => id) : [];
    const fresh = page.filter((id) => !found.has(id));
    for (const id of fresh) found.add(id);
    // Pages are in the order of their ids; an endpoint that does not turn them says the same again.
    if (page.length < onePage || fresh.length === 0) return found;
    after = page.at(-1) ?? after;
  }
}

/** Null: roles cannot be asked for at all. In a server that we may not see nobody has any. */
async function askRoles(web: Web, guild: string): Promise<Set<string> | null> {
  const answer = await web.call("GET", `/guilds/${guild}/roles`, {}, z.array(Role));
  if (answer.kind === "later") throw new Away("Discord does not say what roles there are", { afterMs: answer.afterMs });
  if (answer.kind === "ok") return new Set(answer.value.map(({ id }) => id));
  return isLacking(answer) ? null : new Set();
}
