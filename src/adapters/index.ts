import type { Adapter, Examined } from "./adapter.ts";
import type { DiscordOptions } from "./discord/serving.ts";
import { examineSlack, type SlackTokens } from "./slack/examination.ts";
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

/** What is set for each channel, as its platform sees it. */
export type ChannelTokens = { readonly slack: SlackTokens; readonly discord: DiscordOptions | null };

/** Asks each platform, for `adjutant doctor`. */
export async function* examineAdapters({ slack, discord }: ChannelTokens): AsyncGenerator<Examined & Pick<Adapter, "channel">> {
  for await (const examined of examineSlack(slack)) yield { channel: "slack", ...examined };
  if (discord === null) return;
  const { examineDiscord } = await import("./discord/examination.ts");
  for await (const examined of examineDiscord(discord)) yield { channel: "discord", ...examined };
}
