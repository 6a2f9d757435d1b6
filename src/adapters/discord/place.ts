import { z } from "zod";
import type { Address } from "../../domain/conversation.ts";
import { Away } from "../answer.ts";
import { Channel, isThreadType } from "./reading/schema.ts";
import { isLacking, type Web } from "./web.ts";

/** The workspace of direct messages: they belong to no server. */
export const direct = "dm";
/** The workspace of commands where we are no member: a server or a group that only has the person's own installation of us. */
export const elsewhere = "away";

/** Where a channel of Discord lies. A thread's room is the channel it hangs in. */
export type Place =
  | { readonly kind: "direct"; readonly room: string }
  | { readonly kind: "channel"; readonly guild: string; readonly room: string }
  | { readonly kind: "thread"; readonly guild: string; readonly room: string; readonly thread: string; readonly isPrivate: boolean };

/** What is known of Discord's channels, by id. */
export type Places = {
  /**
   * Null: there is no such channel, or we may not see it. Rejects where Discord does not say now. `guild`: the server that something
   * came from, where an endpoint has no channels to ask for.
   */
  find(channel: string, guild?: string | null): Promise<Place | null>;
  /** Whether a channel is known to be a thread. */
  isThread(channel: string): boolean;
  /** What a dispatch says of channels, noted. */
  note(t: string, d: unknown): void;
};

const ofCommands = "command:";
/** Kept in memory at most; what is forgotten is asked for again. */
const mostPlaces = 20_000;

/** Channels of one and of several people. */
const directTypes: readonly (number | null | undefined)[] = [1, 3];
const privateThread = 12;

const Said = z.object({ channel_id: z.string(), guild_id: z.string().nullish() });
const Server = z.object({ id: z.string(), channels: z.array(z.unknown()).nullish(), threads: z.array(z.unknown()).nullish() });

export function openPlaces(web: Web): Places {
  const known = new Map<string, Place>();
  const keep = (channel: unknown, guild: string | null): Place | null => {
    const { data } = Channel.safeParse(channel);
    const place = data === undefined ? null : placeOf(data, guild);
    if (data === undefined || place === null) return null;
    if (known.size >= mostPlaces) known.clear();
    known.set(data.id, place);
    return place;
  };
  const noteDirect = (message: unknown) => {
    const { data } = Said.safeParse(message);
    // Only direct messages are of no server.
    if (data && data.guild_id == null) keep({ id: data.channel_id, type: directTypes[0] }, null);
  };
  return {
    find: async (channel, guild = null) => {
      const there = known.get(channel);
      if (there !== undefined) return there;
      const answer = await web.call("GET", `/channels/${channel}`, {}, z.unknown());
      if (answer.kind === "later") throw new Away("Discord does not say where a channel is", { afterMs: answer.afterMs });
      if (answer.kind === "ok") return keep(answer.value, null);
      return guild !== null && isLacking(answer) ? { kind: "channel", guild, room: channel } : null;
    },
    isThread: (channel) => known.get(channel)?.kind === "thread",
    note: (t, d) => {
      if (t === "MESSAGE_CREATE") noteDirect(d);
      if (t === "CHANNEL_CREATE" || t === "CHANNEL_UPDATE" || t === "THREAD_CREATE" || t === "THREAD_UPDATE") keep(d, null);
      if (t !== "GUILD_CREATE") return;
      const { data } = Server.safeParse(d);
      for (const one of [...(data?.channels ?? []), ...(data?.threads ?? [])]) keep(one, data?.id ?? null);
    },
  };
}

function placeOf({ id, type, guild_id, parent_id }: z.output<typeof Channel>, server: string | null): Place | null {
  if (type == null) return null;
  if (directTypes.includes(type)) return { kind: "direct", room: id };
  const guild = guild_id ?? server;
  if (guild === null) return null;
  if (!isThreadType(type)) return { kind: "channel", guild, room: id };
  return parent_id === null ? null : { kind: "thread", guild, room: parent_id, thread: id, isPrivate: type === privateThread };
}

/**
 * The thread of what somebody says by command, of which Discord shows nobody else anything: it is answered to them alone. `request`: the
 * thread of one request alone; `channel`: where they gave it, if that is a thread of the room.
 */
export function commandThread(
  user: string,
  { request = "", channel = "" }: { readonly request?: string; readonly channel?: string },
): string {
  return `${ofCommands}${[user, request, channel].join(":").replace(/:+$/, "")}`;
}

function commandOf(thread: string): { readonly user: string; readonly channel: string | undefined } | null {
  if (!thread.startsWith(ofCommands)) return null;
  const [user = "", , channel] = thread.slice(ofCommands.length).split(":");
  return { user, channel };
}

/** Whom a thread of commands belongs to; null: it is one that people see. */
export function commanderOf({ thread }: Pick<Address, "thread">): string | null {
  return commandOf(thread)?.user ?? null;
}

/** The channel that shows what is said at an address. A thread has the id of the message that it was begun from. */
export function channelOf({ workspace, room, thread }: Pick<Address, "workspace" | "room" | "thread">): string {
  const command = commandOf(thread);
  if (command !== null) return command.channel ?? room;
  return workspace === direct ? room : thread;
}

/** A message at an address as people open it, or else the channel of what is said there. A place of no server has no messages to open. */
export function linkTo({ workspace, room }: Address, channel: string, ref: string | null): string {
  const isThere = ref !== null && (ref.startsWith(`${channel}/`) || ref.startsWith(`${room}/`));
  const isInServer = workspace !== direct && workspace !== elsewhere;
  return isThere && isInServer ? `https://discord.com/channels/${workspace}/${ref}` : `<#${channel}>`;
}

/** Where words that belong to nothing yet begin a conversation: in a thread of their own, or in the one they are said in. */
export function addressAt(place: Exclude<Place, { kind: "direct" }>, message: string): Address {
  const thread = place.kind === "thread" ? place.thread : message;
  return { channel: "discord", workspace: place.guild, room: place.room, thread };
}
