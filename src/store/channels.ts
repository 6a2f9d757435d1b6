import type { Channel } from "../domain/principal.ts";
import { and, eq, sql } from "./drizzle.ts";
import { channels } from "./schema/actors.ts";
import type { Reader } from "./transaction.ts";

/** Renewed every three seconds; who does not come back for so many is no longer waited for. */
const leaseSeconds = 10;

/** Takes a channel, or keeps it; returns who has it now. `isGone` tells of an owner that died: its lease is not waited for. */
export async function holdChannel(db: Reader, channel: Channel, owner: string, isGone: (owner: string) => boolean): Promise<string> {
  const leaseUntil = sql`now() + make_interval(secs => ${leaseSeconds})`;
  const [before] = await db.select().from(channels).where(eq(channels.channel, channel));
  const dead = before && before.owner !== owner && isGone(before.owner) ? before.owner : owner;
  const [held] = await db
    .insert(channels)
    .values({ channel, owner, leaseUntil })
    .onConflictDoUpdate({
      target: channels.channel,
      set: { owner, leaseUntil },
      setWhere: sql`${channels.owner} in (${owner}, ${dead}) or ${channels.leaseUntil} < now()`,
    })
    .returning({ owner: channels.owner });
  return held?.owner ?? before?.owner ?? "";
}

/** Gives it to whoever comes next. */
export async function releaseChannel(db: Reader, channel: Channel, owner: string): Promise<void> {
  await db.delete(channels).where(and(eq(channels.channel, channel), eq(channels.owner, owner)));
}
