import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { Paged, pagesOf } from "./pages.ts";
import { reactionOf } from "./reading/event.ts";
import { readHistory } from "./reading/message.ts";
import type { SlackNews } from "./reading/news.ts";
import type { Self } from "./self.ts";
import type { Web } from "./web.ts";

/** Looked back further than what was heard last: clocks differ, and one of two twins may be on its way. */
const overlapMs = 120_000;
/** What is older than this nobody waits for. */
const longestMs = 24 * 3_600_000;

const History = z.object({ messages: z.array(z.unknown()), ...Paged });
const Rooms = z.object({
  channels: z.array(z.object({ id: z.string(), is_im: z.boolean().optional() })),
  ...Paged,
});

/**
 * Reads what was said while nobody listened: in every room we are in for mentions, in every thread where a task is open for
 * everything, and how people reacted to what waits for a decision. What was heard already has the same key, and is dropped where
 * it is stored.
 */
export async function catchUp(web: Web, me: Self, desk: Desk, heardAt: number, receive: (news: SlackNews) => Promise<void>): Promise<void> {
  const { addresses, asked } = await desk.openPlaces();
  const oldest = `${Math.max(heardAt - overlapMs, Date.now() - longestMs) / 1000}`;
  const from = { app: me.app, team: me.team, enterprise: null };
  const rooms = await allPages(
    web,
    "users.conversations",
    { types: "public_channel,private_channel,mpim,im", exclude_archived: true, limit: 200 },
    Rooms,
  );
  const direct = new Map(rooms.flatMap(({ channels }) => channels.map(({ id, is_im }) => [id, is_im === true] as const)));
  for (const [channel, isDirect] of direct) {
    const found = await allPages(web, "conversations.history", { channel, oldest, limit: 200 }, History);
    for (const message of inOrder(found)) await receive(readHistory(message, { channel, isDirect }, from, me));
  }
  for (const { room: channel, thread: ts } of addresses.filter(
    ({ workspace, thread }) => workspace === me.team && /^\d+\.\d+$/.test(thread),
  )) {
    const found = await allPages(web, "conversations.replies", { channel, ts, oldest, limit: 200 }, History);
    for (const message of inOrder(found))
      await receive(readHistory(message, { channel, isDirect: direct.get(channel) ?? false }, from, me));
  }
  for (const ref of asked) await catchUpReactions(web, ref, me, desk, receive);
}

const Reacted = z.object({
  ...Paged,
  message: z.object({ reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).optional() }),
});

/** Only those nobody heard of: when it was given is not said here, so that a found one has a key of its own. */
export async function catchUpReactions(
  web: Web,
  ref: string,
  me: Self,
  desk: Desk,
  receive: (news: SlackNews) => Promise<void>,
): Promise<void> {
  const from = { app: me.app, team: me.team, enterprise: null };
  const [channel = "", ts = ""] = ref.split("/");
  const [found] = await allPages(web, "reactions.get", { channel, timestamp: ts, full: true }, Reacted);
  for (const { name, users } of found?.message.reactions ?? []) {
    for (const user of users) {
      const news = reactionOf({ user, reaction: name, channel, ts, at: "found", on: me.user }, from, me, false);
      if (news.kind === "reaction" && !(await desk.isKept(news.key.slice(0, -"found".length)))) await receive(news);
    }
  }
}

function inOrder(found: readonly z.output<typeof History>[]): readonly unknown[] {
  return found.flatMap(({ messages }) => messages).toReversed();
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
