import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import { type Answer, Away } from "../answer.ts";
import type { Web } from "./web.ts";

/** Whom Slack's ids name. */
export type People = {
  /** An account with its groups as they are now; rejects where Slack does not say: rights are never judged by half of it. */
  find(id: string): Promise<Person>;
  /** Who is in which group is not what it was. */
  forgetGroups(): void;
  /** Asks Slack who is in which group, and tells the house. */
  refreshGroups(): Promise<void>;
};

/** A bot is never a principal. */
type Person = { readonly kind: "person"; readonly who: Principal } | { readonly kind: "bot" };

/** How long what Slack said of an account counts, in milliseconds. */
const userMs = 5 * 60_000;
/** Who is in which group decides who may approve: it is asked for as often as Slack lets us (20 times a minute), else may be so old. */
const groupsMs = { fresh: 3_000, atMost: 60_000 };

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

const GroupList = z.object({
  usergroups: z.array(z.object({ id: z.string(), handle: z.string(), users: z.array(z.string()).optional() })),
});

type Groups = ReadonlyMap<string, readonly string[]>;

/** `note` is told who is in which group whenever Slack says it. */
export function openPeople(web: Web, team: string, note: (groups: Groups) => Promise<void>): People {
  const users = new Map<string, { readonly at: number; readonly user: User }>();
  const userOf = async (id: string): Promise<User> => {
    const known = users.get(id);
    if (known && Date.now() - known.at < userMs) return known.user;
    const { user } = expect(await web.call("users.info", { user: id }, UserInfo), "users.info");
    users.set(id, { at: Date.now(), user });
    return user;
  };
  const groups = openGroups(web, note);
  return {
    find: async (id) => {
      const user = await userOf(id);
      if (user.is_bot || id === "USLACKBOT") return { kind: "bot" };
      const isOurs = user.team_id === undefined || user.team_id === team;
      const who = {
        channel: "slack",
        id,
        name: nameOf(user),
        groups: isOurs ? ((await groups.read()).get(id) ?? []) : [],
        member: memberOf(user, isOurs),
      } as const;
      return { kind: "person", who };
    },
    forgetGroups: groups.forget,
    refreshGroups: async () => {
      groups.forget();
      await groups.read();
    },
  };
}

function openGroups(web: Web, note: (groups: Groups) => Promise<void>): { read(): Promise<Groups>; forget(): void } {
  let known: { readonly at: number; readonly of: number; readonly groups: Groups } | null = null;
  let asking: { readonly of: number; readonly answer: Promise<Groups> } | null = null;
  // Counts how often what was known became old: whoever asks after that does not take an answer from before.
  let turn = 0;
  const ask = async (of: number): Promise<Groups> => {
    const answer = await web.call("usergroups.list", { include_users: true }, GroupList);
    if (answer.kind === "later" && known !== null && Date.now() - known.at < groupsMs.atMost) return known.groups;
    // An app without the right to see groups has none: nobody gets a right by it.
    const found = answer.kind === "refused" ? [] : expect(answer, "usergroups.list").usergroups;
    const groups = byUser(found);
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

/** Both names of a group: policies may use either. */
function byUser(groups: z.infer<typeof GroupList>["usergroups"]): Groups {
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

function expect<Value>(answer: Answer<Value>, method: string): Value {
  if (answer.kind === "ok") return answer.value;
  if (answer.kind === "later") throw new Away(`Slack does not answer ${method}`, { afterMs: answer.afterMs });
  throw new Error(`Slack does not answer ${method}: ${answer.why}`);
}
