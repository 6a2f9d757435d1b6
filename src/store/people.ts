import { accountOf, type Channel, type Directory, type Principal, principalOf } from "../domain/principal.ts";
import { and, eq, gt, inArray, like, or, sql } from "./drizzle.ts";
import { principals } from "./schema/people.ts";
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

/** What is known now of some accounts, and of those that belong to the same people. */
export async function loadDirectory(db: Reader, accounts: readonly string[]): Promise<Directory> {
  const theirs = sql`(select p.person from ${principals} p where p.account in ${[...accounts, ""]} and p.person is not null)`;
  const rows = await db
    .select({ account: principals.account, person: principals.person, groups: principals.groups })
    .from(principals)
    .where(or(inArray(principals.account, [...accounts]), sql`${principals.person} in ${theirs}`));
  return {
    people: Object.fromEntries(rows.flatMap(({ account, person }) => (person === null ? [] : [[account, person]]))),
    groups: Object.fromEntries(rows.map(({ account, groups }) => [account, groups])),
  };
}

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

/** Takes an account out of its person; one that is left alone is a person of its own too. Returns the others. */
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
  return others.map((one) => one.account);
}
