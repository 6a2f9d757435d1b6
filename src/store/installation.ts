import type { Json } from "../domain/json.ts";
import { eq } from "./drizzle.ts";
import { installation } from "./schema/traces.ts";
import type { Reader } from "./transaction.ts";

/** What the installation knows about itself: `owner` is an account, `claim` the digest of the code that makes one, the keys which ones its chains and its sealed tokens were made with. */
export type Fact = "owner" | "claim" | "audit_key" | "token_key";

/** One fact, or null. */
export async function readFact(db: Reader, key: Fact): Promise<Json> {
  const [row] = await db.select().from(installation).where(eq(installation.key, key));
  return row?.value ?? null;
}

/** States a fact that was not there; false when it was. */
export async function stateFact(db: Reader, key: Fact, value: Exclude<Json, null>): Promise<boolean> {
  const rows = await db.insert(installation).values({ key, value }).onConflictDoNothing().returning();
  return rows.length === 1;
}
