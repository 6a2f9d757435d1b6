import { and, eq, gt, like, notInArray, or } from "./drizzle.ts";
import { tasks } from "./schema/tasks.ts";
import { outbox } from "./schema/traces.ts";
import { type Reader, toDate } from "./transaction.ts";

/** The keys of what an emoji can steer an open task on: its card and its approvals, also closed ones. `since`: not shown before. */
export async function listSteered(db: Reader, since: number): Promise<readonly string[]> {
  const isOpen = notInArray(tasks.stage, ["completed", "failed", "cancelled"]);
  const isSteered = or(like(outbox.key, "card:%"), like(outbox.key, "apr\\_%"));
  const rows = await db
    .select({ key: outbox.key })
    .from(outbox)
    .innerJoin(tasks, eq(tasks.id, outbox.task))
    .where(and(isSteered, isOpen, gt(outbox.createdAt, toDate(since))));
  return rows.map(({ key }) => key);
}
