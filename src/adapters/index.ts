import type { Adapter, Examined } from "./adapter.ts";
import { examineSlack, type SlackTokens } from "./slack/examination.ts";
import { openSlack, type SlackOptions } from "./slack/slack.ts";

/** What the channels are given, each its own; null: it is not configured. */
export type ChannelOptions = { readonly slack: SlackOptions | null };

/** Every channel that is configured. A new one is a folder and a line here. */
export function openAdapters({ slack }: ChannelOptions): readonly Adapter[] {
  return [...(slack === null ? [] : [openSlack(slack)])];
}

/** What is set for each channel, as its platform sees it. */
export type ChannelTokens = { readonly slack: SlackTokens };

/** Asks each platform, for `adjutant doctor`. */
export async function* examineAdapters({ slack }: ChannelTokens): AsyncGenerator<Examined & Pick<Adapter, "channel">> {
  for await (const examined of examineSlack(slack)) yield { channel: "slack", ...examined };
}
