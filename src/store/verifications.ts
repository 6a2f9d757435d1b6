import type { Verification } from "../domain/verification.ts";
import { and, eq } from "./drizzle.ts";
import { verifications } from "./schema/tasks.ts";
import { type Reader, toDate } from "./transaction.ts";

/** What checks said of the same files for the same brief before, or null. */
export async function recallVerification(db: Reader, briefDigest: string, tree: string): Promise<Verification | null> {
  const [row] = await db
    .select({ content: verifications.content })
    .from(verifications)
    .where(and(eq(verifications.briefDigest, briefDigest), eq(verifications.tree, tree)));
  return row?.content ?? null;
}

/** Remembers what checks said, so that the same files are not checked twice, also after a restart. */
export async function rememberVerification(db: Reader, briefDigest: string, content: Verification, at: number): Promise<void> {
  await db
    .insert(verifications)
    .values({ briefDigest, tree: content.tree, content, at: toDate(at) })
    .onConflictDoNothing();
}
