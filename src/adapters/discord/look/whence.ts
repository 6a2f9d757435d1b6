import { nameOf } from "../../wording/line.ts";
import type { DiscordContent } from "./content.ts";
import { textDisplay } from "./element.ts";
import { escapeInto } from "./text.ts";

/** Where something belongs: the task, and a channel or a message of it as Discord links one. */
export type Whence = {
  readonly about: { readonly number: number; readonly title: string } | null;
  readonly link: string;
  /** It could not be shown there. */
  readonly isShut: boolean;
};

/** A message in somebody's direct messages that belongs elsewhere: it begins with where, and why it comes here. */
export function tellWhence(content: DiscordContent, { about, link, isShut }: Whence): DiscordContent {
  const named = about === null ? [] : [escapeInto(nameOf(about), 300)];
  const why = isShut ? `I may not write where this belongs, in ${link}, so it comes here.` : link;
  return { ...content, components: [textDisplay(`-# ${[...named, why].join(" · ")}`), ...content.components] };
}
