import { accountOf, type Directory, type Principal } from "../domain/principal.ts";
import { inArray, or, sql } from "./drizzle.ts";
import { principals } from "./schema/people.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

/** Notes what a channel says of an account now. Written only when something of it changed; links stay as they are. */
export async function notePrincipal(tx: Writer, principal: Principal, now: number): Promise<void> {
  const { name, groups } = principal;
  const fact = { name, groups: [...groups].sort(), seenAt: toDate(now) };
  await tx
    .insert(principals)
    .values({ account: accountOf(principal), ...fact })
    .onConflictDoUpdate({
      target: principals.account,
      set: fact,
      setWhere: sql`${principals.name} <> excluded.name or ${principals.groups} <> excluded.groups`,
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
