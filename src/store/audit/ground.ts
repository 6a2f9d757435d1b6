import { type Ground, governingGround, type Seals } from "../../domain/audit.ts";
import { isNotNull } from "../drizzle.ts";
import { readGrants } from "../grants.ts";
import { readFact } from "../installation.ts";
import { partings, principals } from "../schema/people.ts";
import { type Reader, toMs } from "../transaction.ts";

/** Digest of what rights rest on now, for the installation's own chain. */
export async function readGround(db: Reader, seals: Seals): Promise<string> {
  const owner = await readFact(db, "owner");
  const links = await db
    .select({ account: principals.account, person: principals.person })
    .from(principals)
    .where(isNotNull(principals.person));
  const left = await db.select({ account: partings.account, other: partings.other, at: partings.at }).from(partings);
  const ground: Ground = {
    owner: typeof owner === "string" ? owner : null,
    links: links.flatMap(({ account, person }) => (person === null ? [] : [{ account, person }])),
    partings: left.map(({ at, ...pair }) => ({ ...pair, at: toMs(at) })),
    grants: await readGrants(db),
  };
  return governingGround(ground, seals);
}
