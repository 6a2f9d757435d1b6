import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import type { Web } from "./web.ts";

/** Whom Slack's ids name. */
export type People = {
  /** An account with its groups as they are now; rejects where Slack does not say: rights are never judged by half of it. */
  find(id: string): Promise<Person>;
};

/** A bot is never a principal. */
type Person = { readonly kind: "person"; readonly who: Principal } | { readonly kind: "bot" };

/** How long what Slack said of an account, and of who is in which group, counts, in milliseconds. */
const userMs = 5 * 60_000;
const groupsMs = 30_000;

const UserInfo = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    name: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
  }),
});
type User = z.infer<typeof UserInfo>["user"];

const Groups = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string(), users: z.array(z.string()).optional() })) });

export function openPeople(web: Web, team: string): People {
  const users = new Map<string, { readonly at: number; readonly user: User }>();
  let groups: { readonly at: number; readonly byUser: ReadonlyMap<string, readonly string[]> } | null = null;
  const userOf = async (id: string): Promise<User> => {
    const known = users.get(id);
    if (known && Date.now() - known.at < userMs) return known.user;
    const { user } = expect(await web.call("users.info", { user: id }, UserInfo), "users.info");
    users.set(id, { at: Date.now(), user });
    return user;
  };
  const groupsOf = async (id: string): Promise<readonly string[]> => {
    if (groups === null || Date.now() - groups.at > groupsMs) {
      const answer = await web.call("usergroups.list", { include_users: true }, Groups);
      // An app without the right to see groups has none: nobody gets a right by it.
      const found = answer.kind === "refused" ? [] : expect(answer, "usergroups.list").usergroups;
      groups = { at: Date.now(), byUser: byUser(found) };
    }
    return groups.byUser.get(id) ?? [];
  };
  return {
    find: async (id) => {
      const user = await userOf(id);
      if (user.is_bot || id === "USLACKBOT") return { kind: "bot" };
      const isOurs = user.team_id === undefined || user.team_id === team;
      const who = {
        channel: "slack",
        id,
        name: nameOf(user),
        groups: isOurs ? await groupsOf(id) : [],
        member: memberOf(user, isOurs),
      } as const;
      return { kind: "person", who };
    },
  };
}

/** Both names of a group: policies may use either. */
function byUser(groups: z.infer<typeof Groups>["usergroups"]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { id, handle, users = [] } of groups) for (const user of users) found.set(user, [...(found.get(user) ?? []), id, handle]);
  return found;
}

/** Data, never more: a name with line breaks in it could pretend to be somebody else's words. */
function nameOf({ id, name, profile }: User): string {
  const shown = [profile?.display_name, profile?.real_name, name].find((one) => one?.trim());
  return (shown ?? id).replaceAll(/\s+/g, " ").trim().slice(0, 80);
}

function memberOf(user: User, isOurs: boolean): NonNullable<Principal["member"]> {
  if (!isOurs || user.is_stranger || user.deleted) return "external";
  return user.is_restricted || user.is_ultra_restricted ? "guest" : "full";
}

function expect<Value>(
  answer: Awaited<ReturnType<Web["call"]>> & ({ kind: "ok"; value: Value } | { kind: "refused" | "later" }),
  method: string,
): Value {
  if (answer.kind === "ok") return answer.value;
  throw new Error(`Slack does not answer ${method}: ${answer.kind === "refused" ? answer.why : "too many calls"}`);
}
