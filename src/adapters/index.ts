import type { Adapter } from "./adapter.ts";
import { type DiscordOptions, openDiscord } from "./discord/discord.ts";
import { openSlack, type SlackOptions } from "./slack/slack.ts";

/** What the channels are given, each its own; null: it is not configured. */
export type ChannelOptions = { readonly slack: SlackOptions | null; readonly discord: DiscordOptions | null };

/** Every channel that is configured. A new one is a folder and a line here. */
export function openAdapters({ slack, discord }: ChannelOptions): readonly Adapter[] {
  return [...(slack === null ? [] : [openSlack(slack)]), ...(discord === null ? [] : [openDiscord(discord)])];
}
