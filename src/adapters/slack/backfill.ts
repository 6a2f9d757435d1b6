import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { Paged, pagesOf } from "./pages.ts";
import { catchUpReactions } from "./reactions.ts";
import { readHistory } from "./reading/message.ts";
import type { SlackNews } from "./reading/news.ts";
import type { Self } from "./self.ts";
import type { Web } from "./web.ts";

/** Looked back further than what was heard last: clocks differ, and one of two twins may be on its way. */
const overlapMs = 120_000;
/** What is older nobody waits for any more: two weeks. */
const longestMs = 14 * 24 * 3_600_000;

const History = z.object({ messages: z.array(z.unknown()), ...Paged });
const Rooms = z.object({
  channels: z.array(z.object({ id: z.string(), is_im: z.boolean().nullish(), is_member: z.boolean().nullish() })),
  ...Paged,
});

/**
 * Reads what was said while nobody listened: in every room we are in for mentions, in every thread where a task is open for
 * everything, and how people reacted to what waits for a decision. What was heard already has the same key, and is dropped where
 * it is stored.
 */
export async function catchUp(web: Web, me: Self, desk: Desk, heardAt: number, receive: (news: SlackNews) => Promise<void>): Promise<void> {
  const { addresses, asked } = await desk.openPlaces(me.team);
  const since = Math.max(heardAt - overlapMs, Date.now() - longestMs) / 1_000;
  const from = { app: me.app, team: me.team, enterprise: null };
  const direct = await roomsOf(web, addresses);
  const read = async (method: string, args: { readonly channel: string; readonly ts?: string }) => {
    const isDirect = direct.get(args.channel) ?? false;
    const found = await allPages(web, method, { ...args, oldest: `${since}`, limit: 200 }, History);
    for (const message of inOrder(found, since)) await receive(readHistory(message, { channel: args.channel, isDirect }, from, me));
  };
  for (const channel of direct.keys()) await read("conversations.history", { channel });
  for (const { room: channel, thread: ts } of addresses.filter(({ thread }) => /^\d+\.\d+$/.test(thread)))
    await read("conversations.replies", { channel, ts });
  for (const ref of asked) await catchUpReactions(web, ref, me, desk, receive);
}

/** Rooms we are in, and which of them are direct messages. Where Slack does not list ours they are found among all, else where a task is open. */
async function roomsOf(web: Web, addresses: readonly { readonly room: string }[]): Promise<ReadonlyMap<string, boolean>> {
  const args = { types: "public_channel,private_channel,mpim,im", exclude_archived: true, limit: 200 };
  const own = await allPages(web, "users.conversations", args, Rooms);
  const pages = own.length > 0 ? own : await allPages(web, "conversations.list", args, Rooms);
  const open = pages.length > 0 ? [] : addresses.map(({ room }) => ({ id: room }));
  const rooms = [...pages.flatMap(({ channels }) => channels.filter(({ is_member }) => is_member !== false || own.length > 0)), ...open];
  return new Map(rooms.map(({ id, ...room }) => [id, ("is_im" in room && room.is_im === true) || id.startsWith("D")]));
}

const At = z.object({ ts: z.string() });

/** Oldest first, whichever way they were listed, and none from before, though all were listed. */
function inOrder(found: readonly z.output<typeof History>[], since: number): readonly unknown[] {
  const timed = found
    .flatMap(({ messages }) => messages)
    .map((message) => ({ message, at: Number(At.safeParse(message).data?.ts ?? Number.NaN) }));
  const late = timed.filter(({ at }) => at >= since);
  return late.toSorted((one, other) => one.at - other.at).map(({ message }) => message);
}

/** Nobody waits for it: where Slack wants to be asked later, it is. */
async function allPages<Page extends z.output<z.ZodObject<typeof Paged>>>(
  web: Web,
  method: string,
  args: Readonly<Record<string, unknown>>,
  shape: z.ZodType<Page>,
): Promise<readonly Page[]> {
  const found: Page[] = [];
  const wait = (afterMs: number) => setTimeout(afterMs, undefined, { ref: false });
  for await (const page of pagesOf(web, method, args, shape, wait)) found.push(page);
  return found;
}
