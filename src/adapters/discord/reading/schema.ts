import { z } from "zod";
import { type Actor, type DiscordNews, ignore, type Origin } from "./news.ts";

/** Ids of Discord are numbers of 64 bits, written out. */
export const Id = z.string().regex(/^\d{1,20}$/);
export const maybeId = Id.nullish().transform((value) => value ?? null);

/** A text field that may be missing, or null. */
export const maybe = z
  .string()
  .nullish()
  .transform((value) => value || null);

export const User = z.object({
  id: Id,
  username: maybe,
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});

/** What a server says of somebody beside their account. */
export const Member = z
  .object({ roles: z.array(Id).max(1_000) })
  .nullish()
  .transform((member) => member?.roles ?? null);

/** A channel as payloads describe it, as far as they do. */
export const Channel = z.object({ id: Id, type: z.number().nullish(), guild_id: maybeId, parent_id: maybeId });

/** Where something happened. `knows` says what the payload does not: whether a channel is a thread. */
export function originOf(
  at: { readonly guild_id: string | null; readonly channel_id: string; readonly channel?: z.output<typeof Channel> | null | undefined },
  isThread: boolean,
): Origin {
  const { guild_id, channel_id, channel } = at;
  return {
    guild: guild_id,
    channel: channel_id,
    isThread: guild_id !== null && (isThread || isThreadType(channel?.type)),
  };
}

/** The kinds of channel that are threads: of news, public and private. */
const threads: readonly (number | null | undefined)[] = [10, 11, 12];

export function isThreadType(type: number | null | undefined): boolean {
  return threads.includes(type);
}

/** Data, never more: names are shown, and people are told apart by id. */
export function actorOf({ id, username }: z.output<typeof User>, roles: readonly string[] | null): Actor {
  return { id, name: username?.replace(/\s+/g, " ").trim().slice(0, 80) || null, roles };
}

/** Reads a payload by what is needed of it. One that does not fit is no news, whatever it holds. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  read: (value: z.output<Schema>) => DiscordNews,
): DiscordNews {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return read(parsed.data);
  const [issue] = parsed.error.issues;
  return ignore(`not understood: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
}
