import { isTaskId } from "../domain/id.ts";
import { abandonActor, handBack, holdLease, type Lease } from "../store/actors.ts";
import { countBreak, markRead, type Unread } from "../store/inbox.ts";
import { post } from "../store/outbox.ts";
import { whoAsked } from "../store/tasks.ts";
import { transact } from "../store/transaction.ts";
import type { Engine } from "./engine.ts";
import { mintId } from "./identity.ts";

/** Pauses after breaking again and again, in seconds: the last one goes on. */
const pauses = [1, 5, 30, 120, 600] as const;
/** Breaks after which an event is put aside: it will not fare better. */
const mostBreaks = 5;

const asideReason = "it could not be worked on; the log says why";

/**
 * After something threw that nobody foresaw: the actor waits, longer each time, and an event that always breaks is put aside
 * and its sender told. Breaks are counted in the event's row, so that a restart forgets none; `inARow` counts those of the
 * actor that no event is to blame for.
 */
export async function recoverFromBreak(engine: Engine, lease: Lease, handling: Unread | null, inARow: number): Promise<void> {
  const counted = handling === null ? null : await count(engine, lease, handling).catch(() => null);
  const breaks = counted ?? inARow + 1;
  const isAside = handling !== null && breaks >= mostBreaks;
  if (isAside)
    await tellSender(engine, lease, handling).catch((error: unknown) => {
      engine.log.error({ actor: lease.actor, err: error }, "nobody could be told that an event was put aside");
    });
  const seconds = pauses[isAside ? 0 : Math.min(breaks, pauses.length) - 1] ?? pauses[0];
  // What it ran was ended before, and is not to blame for an event that cannot be worked on.
  await (handling === null ? abandonActor : handBack)(engine.db, lease, seconds);
}

/** Counts one more break of an event, and puts it aside after the last; null when the lease is lost. */
function count({ db }: Engine, lease: Lease, { id }: Unread): Promise<number | null> {
  return transact(db, async (tx) => {
    if (!(await holdLease(tx, lease))) return null;
    const breaks = await countBreak(tx, id);
    if (breaks >= mostBreaks) await markRead(tx, id, asideReason);
    return breaks;
  });
}

/** A private word to who sent it, or to who asked for the task where nobody did. */
async function tellSender({ db, outbound }: Engine, { actor }: Lease, { event }: Unread): Promise<void> {
  const asked = isTaskId(actor) ? await whoAsked(db, actor) : undefined;
  const conversation = isTaskId(actor) ? asked?.conversation : actor;
  const audience = "by" in event ? event.by : (asked?.requester ?? null);
  if (conversation === undefined || audience === null) return;
  const text = `I could not work on ${wordsOf(event)}: it broke ${mostBreaks} times, and it is put aside. Say it in other words, or ask the operator, whose log says why.`;
  const body = outbound.message({ kind: "reply", text } as const);
  const task = isTaskId(actor) ? actor : null;
  await transact(db, (tx) => post(tx, { key: mintId("msg"), conversation, task, kind: "post", body, audience, at: Date.now() }));
}

function wordsOf(event: Unread["event"]): string {
  if ("text" in event && event.text) return `"${event.text}"`;
  if ("verb" in event) return `"${event.verb}"`;
  return "command" in event ? `"${event.command}"` : "what you asked for";
}
