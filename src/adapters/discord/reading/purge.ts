import { z } from "zod";
import { Id, maybeId } from "./schema.ts";

/** As many as Discord deletes at once. */
const mostAtOnce = 100;

const Purged = z.object({ ids: z.array(Id), channel_id: Id, guild_id: maybeId });

/** A `MESSAGE_DELETE_BULK` says of many messages what a `MESSAGE_DELETE` says of one; everything else is one already. */
export function singly<Dispatch extends { readonly t: string; readonly d: unknown }>(dispatch: Dispatch): readonly Dispatch[] {
  const { data } = Purged.safeParse(dispatch.t === "MESSAGE_DELETE_BULK" ? dispatch.d : null);
  if (data === undefined) return [dispatch];
  const { ids, channel_id, guild_id } = data;
  return ids.slice(0, mostAtOnce).map((id) => ({ ...dispatch, t: "MESSAGE_DELETE", d: { id, channel_id, guild_id } }));
}
