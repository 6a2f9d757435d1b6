import { z } from "zod";
import { readCustomId } from "../action.ts";
import { type Actor, type Answerable, type DiscordNews, ignore, type Origin } from "./news.ts";
import { actorOf, Channel, Id, isThreadType, maybe, maybeId, originOf, readAs, User } from "./schema.ts";

/** What all interactions have: who, where, and how they are answered. */
export const Interacting = z
  .object({
    id: Id,
    application_id: Id,
    token: z.string().min(1).max(1_000),
    guild_id: maybeId,
    channel_id: maybeId,
    channel: Channel.nullish(),
    /** In a server. */
    member: z.object({ user: User, roles: z.array(Id), permissions: maybe }).nullish(),
    /** In a direct message. */
    user: User.nullish(),
    authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
    context: z.number().nullish(),
  })
  .refine(({ member, user }) => member || user, "somebody did it")
  .refine(({ channel, channel_id }) => channel || channel_id, "it happened somewhere");

type Parties = { readonly key: string; readonly from: Origin; readonly by: Actor; readonly reply: Answerable };

/** Who, where, and how it is answered. An interaction has one id however often it is told. */
export function partiesOf(told: z.output<typeof Interacting>): Parties {
  const { id, token, application_id, guild_id, channel_id, channel, member, user } = told;
  return {
    key: `discord:interaction:${id}`,
    from: originOf({ guild_id, channel_id: channel_id ?? channel?.id ?? "", channel }, false),
    by: member ? actorOf(member.user, member.roles) : actorOf(user ?? { id: "", username: null }, null),
    reply: { id, token, application: application_id },
  };
}

/** A direct message with the bot itself. */
const withBot = 1;

/** Whether the bot itself lives here (0), and not only somebody's copy of it (1). */
export function isAtHome({ authorizing_integration_owners: owners, context }: z.output<typeof Interacting>): boolean {
  return owners === null || owners === undefined || "0" in owners || context === withBot;
}

/** Bits of Discord's permissions. */
const bits = { administrator: 1n << 3n, write: 1n << 11n, writeInThreads: 1n << 38n } as const;

/**
 * Whether they may write here themselves, and, in a thread, in the channel around it. Where no server is, nobody forbids it; nor where an
 * endpoint does not say.
 */
export function writingOf({ member, channel }: Pick<z.output<typeof Interacting>, "member" | "channel">): Writing {
  const said = member?.permissions ?? "";
  const may = (wanted: bigint) => !/^\d{1,30}$/.test(said) || (BigInt(said) & (wanted | bits.administrator)) !== 0n;
  return { mayWrite: may(isThreadType(channel?.type) ? bits.writeInThreads : bits.write), mayBegin: may(bits.write) };
}

type Writing = { readonly mayWrite: boolean; readonly mayBegin: boolean };

const Press = z.object({
  data: z.object({ custom_id: z.string(), values: z.array(z.string()).nullish() }),
  message: z.object({ id: Id }).nullish(),
});

/** A button was pressed, or something chosen of a list. */
export function readPress(payload: unknown): DiscordNews {
  return readAs(Interacting, payload, (told) =>
    readAs(Press, payload, ({ data, message }) => {
      const pressed = readCustomId(data.custom_id, data.values?.[0] ?? null);
      if (pressed === null) return ignore(`not understood: the button ${data.custom_id.slice(0, 80)}`);
      return { kind: "pressed", ...partiesOf(told), pressed, message: message?.id ?? null };
    }),
  );
}
