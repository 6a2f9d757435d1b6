import { neutraliseMentions } from "./mention.ts";

/**
 * A text as Slack shows it to the letter: `& < >` escaped, so that nothing in it is a command, a mention or a link with a label. Once,
 * right before it is sent: escaping twice would show the escapes.
 */
export function forSlack(text: string): string {
  return neutraliseMentions(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * An address, which Discord links as a whole, or what it takes for formatting, a mention, a quote, a list or the name of an emoji
 * (`:x:`). A parenthesis means something behind a closing bracket only. What only ends like an address, and marks that no address needs, are no part of one: a spoiler could hide behind them.
 */
const discordMarks = /(?<!\w)https?:\/\/[^\s<|`\\]+|[\\*_~`|[\]<>]|(?<=\])\(|:(?=[\w+-]+:)|^[ \t]*(?:[-+#]|\d+[.)])(?=[\s#])/gm;

/** A text as Discord shows it to the letter: every mark that would format, hide, quote or link is escaped. Once, like `forSlack`. */
export function forDiscord(text: string): string {
  return neutraliseMentions(text).replace(discordMarks, (mark) => (/^https?:/.test(mark) ? mark : mark.replace(/[^\s\d]/, "\\$&")));
}
