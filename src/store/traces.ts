import type { Usage } from "../domain/budget.ts";
import type { ActorId } from "../domain/id.ts";
import type { Json } from "../domain/json.ts";
import type { Cleaned } from "../outbound/cleaned.ts";
import { and, eq } from "./drizzle.ts";
import { thoughts } from "./schema/traces.ts";
import { type Reader, toDate } from "./transaction.ts";

/** A remembered answer of the model to exactly this input, with what it used, or null. */
export async function recall(db: Reader, actor: ActorId, digest: string): Promise<{ readonly value: Json; readonly usage: Usage } | null> {
  const [row] = await db
    .select({ value: thoughts.value, usage: thoughts.usage })
    .from(thoughts)
    .where(and(eq(thoughts.actor, actor), eq(thoughts.digest, digest)));
  return row ?? null;
}

export type RememberedThought = {
  readonly digest: string;
  readonly purpose: string;
  readonly value: Cleaned<Json>;
  readonly usage: Usage;
  readonly at: number;
};

/** Remembers an answer, so that a crash between it and its commit does not pay twice. */
export async function remember(db: Reader, actor: ActorId, { at, ...thought }: RememberedThought): Promise<void> {
  await db
    .insert(thoughts)
    .values({ actor, ...thought, at: toDate(at) })
    .onConflictDoNothing();
}
