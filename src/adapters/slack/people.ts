import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import { type Answer, Away } from "../answer.ts";
import type { Web } from "./web.ts";

/** Whom Slack's ids name. */
export type People = {
  /**
   * An account with its groups as they are now; rejects where Slack does not say now: rights are never judged by half of it. Of
   * whom Slack says nothing at all it is not known whether they are a member. `home`: their workspace, by what they did.
   */
  find(id: string, home?: string | null): Promise<Person>;
  /** Who is in which group is not what it was. */
  forgetGroups(): void;
  /** Asks Slack who is in which group, and tells the house. */
  refreshGroups(): Promise<void>;
  /** The groups of this workspace that an account is in now. */
  groupsOf(id: string): Promise<readonly string[]>;
};

/** Other workspaces that the app is in: what somebody of one of them is there counts in all, if a policy names it. */
export type Among = { groupsOf(team: string, id: string): Promise<readonly string[]> };

/** A bot is never a principal. */
type Person = { readonly kind: "person"; readonly who: Principal } | { readonly kind: "bot" };

/** How long what Slack said of an account counts, in milliseconds. */
const userMs = 5 * 60_000;
/** Who is in which group decides who may approve: it is asked for as often as Slack lets us (20 times a minute), else may be so old. */
const groupsMs = { fresh: 3_000, atMost: 60_000 };

const UserInfo = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    enterprise_user: z.object({ teams: z.array(z.string()).nullish() }).nullish(),
    profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish(), bot_id: z.string().nullish() }).nullish(),
  }),
});
type User = z.infer<typeof UserInfo>["user"];

const GroupList = z.object({
  usergroups: z.array(z.object({ id: z.string(), handle: z.string().nullish(), users: z.array(z.string()).nullish() })),
});
const GroupUsers = z.object({ users: z.array(z.string()) });

type Groups = ReadonlyMap<string, readonly string[]>;

/**
 * `note` is told who is in which group whenever Slack says it. `among`: the workspace is one of several; then a group is
 * named with its workspace only (`T1/ops`), because anybody can call a group of theirs `ops`.
 */
export function openPeople(web: Web, team: string, note: (groups: Groups) => Promise<void>, among: Among | null = null): People {
  const users = new Map<string, { readonly at: number; readonly user: User }>();
  const userOf = async (id: string): Promise<User | null> => {
    const known = users.get(id);
    if (known && Date.now() - known.at < userMs) return known.user;
    const answer = await web.call("users.info", { user: id }, UserInfo);
    if (answer.kind === "refused") return null;
    const { user } = expect(answer, "users.info");
    users.set(id, { at: Date.now(), user });
    return user;
  };
  const groups = openGroups(web, note, among === null ? bothNames : (id, handle) => namesWithin(team, id, handle));
  const groupsOf = async (id: string) => (await groups.read()).get(id) ?? [];
  return {
    find: async (id, home = null) => {
      const user = await userOf(id);
      if (user?.is_bot || user?.profile?.bot_id || id === "USLACKBOT") return { kind: "bot" };
      if (user === null) return { kind: "person", who: { channel: "slack", id, name: id, groups: [] } };
      const from = user.team_id ?? home ?? team;
      // In an organisation with several workspaces people have one home, and belong to those that Slack lists.
      const isOurs = from === team || user.enterprise_user?.teams?.includes(team) === true;
      const who = {
        channel: "slack",
        id,
        name: nameOf(user),
        groups: isOurs ? await groupsOf(id) : ((await among?.groupsOf(from, id)) ?? []),
        member: memberOf(user, isOurs),
      } as const;
      return { kind: "person", who };
    },
    forgetGroups: groups.forget,
    refreshGroups: async () => {
      groups.forget();
      await groups.read();
    },
    groupsOf,
  };
}

type NameGroup = (id: string, handle: string | null) => readonly string[];

function openGroups(web: Web, note: (groups: Groups) => Promise<void>, namesOf: NameGroup): { read(): Promise<Groups>; forget(): void } {
  let known: { readonly at: number; readonly of: number; readonly groups: Groups } | null = null;
  let asking: { readonly of: number; readonly answer: Promise<Groups> } | null = null;
  // Counts how often what was known became old: whoever asks after that does not take an answer from before.
  let turn = 0;
  const ask = async (of: number): Promise<Groups> => {
    const answer = await web.call("usergroups.list", { include_users: true }, GroupList);
    if (answer.kind === "later" && known !== null && Date.now() - known.at < groupsMs.atMost) return known.groups;
    // An app without the right to see groups has none: nobody gets a right by it.
    const found = answer.kind === "refused" ? [] : expect(answer, "usergroups.list").usergroups;
    const groups = byUser(namesOf, await Promise.all(found.map((group) => withUsers(web, group))));
    await note(groups);
    known = { at: Date.now(), of, groups };
    return groups;
  };
  return {
    read: () => {
      if (known?.of === turn && Date.now() - known.at < groupsMs.fresh) return Promise.resolve(known.groups);
      if (asking?.of === turn) return asking.answer;
      const mine = { of: turn, answer: ask(turn) };
      const end = () => {
        if (asking === mine) asking = null;
      };
      asking = mine;
      mine.answer.then(end, end);
      return mine.answer;
    },
    forget: () => {
      turn += 1;
    },
  };
}

type Group = z.infer<typeof GroupList>["usergroups"][number];

/** Slack lists a group with who is in it; where that is left out it is asked for. */
async function withUsers(web: Web, group: Group): Promise<Group> {
  if (group.users) return group;
  const answer = await web.call("usergroups.users.list", { usergroup: group.id }, GroupUsers);
  return { ...group, users: answer.kind === "refused" ? [] : expect(answer, "usergroups.users.list").users };
}

function byUser(namesOf: NameGroup, groups: readonly Group[]): Groups {
  const found = new Map<string, readonly string[]>();
  for (const { id, handle, users } of groups)
    for (const user of users ?? []) found.set(user, [...(found.get(user) ?? []), ...namesOf(id, handle || null)]);
  return found;
}

/** Both names of a group: policies may use either. */
function bothNames(id: string, handle: string | null): readonly string[] {
  return handle === null ? [id] : [id, handle];
}

function namesWithin(team: string, id: string, handle: string | null): readonly string[] {
  return bothNames(id, handle).map((name) => `${team}/${name}`);
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

function expect<Value>(answer: Answer<Value>, method: string): Value {
  if (answer.kind === "ok") return answer.value;
  if (answer.kind === "later") throw new Away(`Slack does not answer ${method}`, { afterMs: answer.afterMs });
  throw new Error(`Slack does not answer ${method}: ${answer.why}`);
}
