import type { APIMessageTopLevelComponent } from "discord.js";

/**
 * One message of Discord in components V2 (platforms.md: 4), as its REST API takes it; whoever sends it sets the flag `1 << 15`,
 * and `allowed_mentions` to exactly `mentions`.
 */
export type DiscordContent = {
  readonly components: readonly APIMessageTopLevelComponent[];
  /** Whom its text calls, by id, and nobody else. */
  readonly mentions: { readonly users: readonly string[]; readonly roles: readonly string[] };
};

/** What is posted for one message of the domain: parts in order, the buttons on the last, and files for what is too long even then. */
export type Rendered = {
  readonly parts: readonly DiscordContent[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
};
