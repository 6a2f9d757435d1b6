import { oneLine } from "../../wording/line.ts";
import { escapeInto } from "./text.ts";
import { markupOf, whomIs } from "./whom.ts";

/** More than these are not called at once. */
const mostMentions = 20;

/**
 * Who is called, in Slack's markup: accounts of this channel by user id, groups by usergroup id (`@S…`, `@T…/S…`). A group that is only
 * known by its name is named, because a name calls nobody; accounts of other channels are not called here.
 */
export function mentionsOf(asked: readonly string[]): string {
  const found = [...new Set(asked.flatMap(mentionOf))];
  const more = found.length > mostMentions ? [`and ${found.length - mostMentions} more`] : [];
  return [...found.slice(0, mostMentions), ...more].join(" ");
}

function mentionOf(asked: string): readonly string[] {
  const whom = whomIs(asked);
  if (whom !== null) return [markupOf(whom)];
  return asked.startsWith("@") ? [escapeInto(oneLine(asked, 80), 100)] : [];
}

/** The first line of a message: who is called, what it is about in bold, and facts behind it. */
export function headOf(asked: readonly string[], title: string, facts: readonly string[] = []): string {
  const said = escapeInto(oneLine(facts.filter((fact) => fact !== "").join(" · "), 900), 1_200);
  const words = [strongMarkup(title, 300), said].filter((part) => part !== "").join(" · ");
  return [mentionsOf(asked), words].filter((part) => part !== "").join(" ");
}

/** Bold in Slack's markup; an asterisk inside would end it. */
function strongMarkup(title: string, max: number): string {
  const text = escapeInto(oneLine(title, max).replaceAll("*", "∗"), max * 2);
  return text === "" ? "" : `*${text}*`;
}
