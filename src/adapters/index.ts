import type { Adapter } from "./adapter.ts";
import type { DiscordOptions } from "./discord/discord.ts";
import { openSlack, type SlackOptions } from "./slack/slack.ts";

/** What the channels are given, each its own; null: it is not configured. */
export type ChannelOptions = { readonly slack: SlackOptions | null; readonly discord: DiscordOptions | null };

/**
 * Every channel that is configured. A new one is a folder and a line here. What one needs of its platform's library is loaded where it
 * is served: discord.js takes half a second that no other command is to wait for.
 */
export async function openAdapters({ slack, discord }: ChannelOptions): Promise<readonly Adapter[]> {
  return [
    ...(slack === null ? [] : [openSlack(slack)]),
    ...(discord === null ? [] : [(await import("./discord/discord.ts")).openDiscord(discord)]),
  ];
}
