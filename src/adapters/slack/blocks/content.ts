import type { KnownBlock } from "@slack/types";

/** One message of Slack. `text` is what notifications, search and screen readers get of it, with the mentions. */
export type SlackContent = { readonly text: string; readonly blocks: readonly KnownBlock[] };

/** What is posted for one message of the domain: parts in order, the buttons on the last, and files for what is too long even then. */
export type Rendered = {
  readonly parts: readonly SlackContent[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
};
