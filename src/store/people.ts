import { accountOf, type Channel, type Directory, type Principal, principalOf } from "../domain/principal.ts";
import { and, eq, gt, inArray, like, or, sql } from "./drizzle.ts";
import { partings, principals } from "./schema/people.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

/** Notes what a channel says of an account now. Written only when something of it changed; links stay as they are. */
export async function notePrincipal(tx: Writer, principal: Principal, now: number): Promise<void> {
  const { name, groups, member = null } = principal;
  const fact = { name, groups: [...groups].sort(), member, seenAt: toDate(now) };
  await tx
    .insert(principals)
    .values({ account: accountOf(principal), ...fact })
    .onConflictDoUpdate({
      target: principals.account,
      set: fact,
      setWhere: sql`(${principals.name}, ${principals.groups}, ${principals.member}) is distinct from (excluded.name, excluded.groups, excluded.member)`,
    });
}

/**
 * Notes in which groups the known accounts of a channel are now, by the platform's ids; who is not listed is in none. With
 * `within` only groups of this workspace are told of (`T1/ops`): those of other workspaces stay.
 */
export async function noteGroups(
  tx: Writer,
  channel: Channel,
  groups: ReadonlyMap<string, readonly string[]>,
  within: string | null = null,
): Promise<void> {
  const rows = await tx
    .select({ account: principals.account, before: principals.groups })
    .from(principals)
    .where(like(principals.account, `${channel}:%`));
  for (const { account, before } of rows) {
    const told = groups.get(account.slice(channel.length + 1)) ?? [];
    const now = [...new Set([...(within === null ? [] : keptBeside(within, before)), ...told])].sort();
    if (now.join("\n") === before.join("\n")) continue;
    await tx.update(principals).set({ groups: now }).where(eq(principals.account, account));
  }
}

/** What other workspaces said of an account. A group that says of no workspace that it is its own is from another time, and counts no more. */
function keptBeside(within: string, groups: readonly string[]): readonly string[] {
  return groups.filter((group) => group.includes("/") && !group.startsWith(`${within}/`));
}

/** Notes in which groups these accounts of a channel are now, by the platform's ids: in all they are in. */
export async function noteGroupsOf(tx: Writer, channel: Channel, groups: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const [id, now] of groups) {
    const account = accountOf({ channel, id });
    await tx
      .update(principals)
      .set({ groups: [...new Set(now)].sort() })
      .where(eq(principals.account, account));
  }
}

/** Machines that share a database need not agree on the time to the second: in doubt two accounts were one person. */
const skewMs = 60_000;

/**
 * What is known now of some accounts, of those that belong to the same people, and of those that did at any time since then
 * (milliseconds since the epoch; null: only now counts). Read in one statement: nobody leaves a person in between.
 */
export async function loadDirectory(db: Reader, accounts: readonly string[], since: number | null): Promise<Directory> {
  if (accounts.length === 0) return { people: {}, groups: {}, parted: [] };
  const from = since === null ? sql`'infinity'::timestamptz` : sql`${new Date(since - skewMs).toISOString()}::timestamptz`;
  const named = sql.join(
    accounts.map((account) => sql`(${account}::text)`),
    sql`, `,
  );
  const rows = await db.execute<Known>(sql`
    with recursive circle (account) as (
      select account from (values ${named}) as named (account)
      union
      select near.account from circle, lateral (
        select other.account from ${principals} mine, ${principals} other where mine.account = circle.account and other.person = mine.person
        union all
        select case when account = circle.account then other else account end from ${partings}
          where circle.account in (account, other) and at >= ${from}
      ) as near
    )
    select account, person, groups,
      (select coalesce(jsonb_agg(other), '[]') from ${partings} where partings.account = circle.account and at >= ${from}) as left
    from circle left join ${principals} using (account)`);
  return {
    people: Object.fromEntries(rows.flatMap(({ account, person }) => (person === null ? [] : [[account, person]]))),
    groups: Object.fromEntries(rows.flatMap(({ account, groups }) => (groups === null ? [] : [[account, groups]]))),
    parted: rows.flatMap(({ account, left }) => left.map((other) => [account, other] as const)),
  };
}

/** An account of the directory; it is nobody's and in no group where it was never seen. */
type Known = {
  readonly account: string;
  readonly person: string | null;
  readonly groups: readonly string[] | null;
  readonly left: readonly string[];
};

/** Who is known by an account (`channel:id`) or, on one channel, by a name, whatever its letters' case. */
export async function findPrincipals(db: Reader, said: string, channel: Channel): Promise<readonly Principal[]> {
  const named = and(like(principals.account, `${channel}:%`), eq(sql`lower(${principals.name})`, said.toLowerCase()));
  const rows = await db
    .select()
    .from(principals)
    .where(or(eq(principals.account, said), named));
  return rows.flatMap(({ account, name, groups, member }) => {
    const who = principalOf(account, name);
    return who ? [{ ...who, groups, ...(member === null ? {} : { member }) }] : [];
  });
}

/** How accounts are called, as far as they were seen; who has no name but an id is not in it. */
export async function namesOf(db: Reader, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await db
    .select({ account: principals.account, name: principals.name })
    .from(principals)
    .where(inArray(principals.account, [...accounts]));
  return new Map(rows.flatMap(({ account, name }) => (name === "" || account.endsWith(`:${name}`) ? [] : [[account, name] as const])));
}

/** Lets nobody else link or unlink until the transaction ends: links reach over many rows. Taken before any of them. */
export async function lockLinks(tx: Writer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('adjutant links'))`);
}

/** Keeps the digest of an account's link code; an earlier one is forgotten. */
export async function keepLinkCode(tx: Writer, account: string, digest: string, until: number): Promise<void> {
  await tx
    .update(principals)
    .set({ linkCode: digest, linkUntil: toDate(until) })
    .where(eq(principals.account, account));
}

/** Whose link code it is; null when nobody's, or not any more. */
export async function whoseLinkCode(tx: Writer, digest: string, now: number): Promise<{ account: string; name: string } | null> {
  const [row] = await tx
    .select({ account: principals.account, name: principals.name })
    .from(principals)
    .where(and(eq(principals.linkCode, digest), gt(principals.linkUntil, toDate(now))));
  return row ?? null;
}

/** Makes two accounts one person, with everybody each was linked to; the code that did it is used up. `fresh` is the id of a new person. */
export async function joinAccounts(tx: Writer, one: string, other: string, fresh: string): Promise<void> {
  const rows = await tx
    .select({ person: principals.person })
    .from(principals)
    .where(inArray(principals.account, [one, other]));
  const people = rows.flatMap(({ person }) => (person === null ? [] : [person]));
  const person = people[0] ?? fresh;
  const theirs = or(inArray(principals.account, [one, other]), inArray(principals.person, [...people, fresh]));
  await tx.update(principals).set({ person }).where(theirs);
  await tx.update(principals).set({ linkCode: null, linkUntil: null }).where(eq(principals.account, one));
}

/**
 * Takes an account out of its person, and notes from whom it parted and when: for tasks that go on it was theirs. One that is
 * left alone is a person of its own too. Returns the others.
 */
export async function dropLink(tx: Writer, account: string): Promise<readonly string[]> {
  const [mine] = await tx.select({ person: principals.person }).from(principals).where(eq(principals.account, account));
  if (!mine?.person) return [];
  const others = await tx
    .select({ account: principals.account })
    .from(principals)
    .where(and(eq(principals.person, mine.person), sql`${principals.account} <> ${account}`));
  const alone = others.length <= 1 ? others.map((one) => one.account) : [];
  await tx
    .update(principals)
    .set({ person: null })
    .where(inArray(principals.account, [account, ...alone]));
  if (others.length > 0) await tx.insert(partings).values(others.map((one) => ({ account, other: one.account, at: sql`now()` })));
  return others.map((one) => one.account);
}
