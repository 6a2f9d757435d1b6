import { oneLine } from "../../wording/line.ts";
import { bold } from "../../wording/piece.ts";
import type { DiscordContent } from "./content.ts";
import { markdownOf } from "./markdown.ts";
import { escapeInto, smallLine } from "./text.ts";

/** More than these are not called at once. */
const mostMentions = 20;

/** What a message begins with, in Discord's Markdown, and whom it calls. */
export type Head = { readonly markdown: string; readonly mentions: DiscordContent["mentions"] };

type Called = { readonly text: string; readonly user?: string; readonly role?: string };

/**
 * Who is called: accounts of this channel by user id, groups by role id (`@112233445566778899`). A group that is only known by its
 * name is named, because a name calls nobody; accounts of other channels are not called here.
 */
export function mentionsOf(asked: readonly string[]): Head {
  const found = [...new Set(asked)].flatMap(calledBy);
  const called = found.slice(0, mostMentions);
  const more = found.length > mostMentions ? [`and ${found.length - mostMentions} more`] : [];
  return {
    markdown: [...called.map(({ text }) => text), ...more].join(" "),
    mentions: { users: called.flatMap(({ user }) => user ?? []), roles: called.flatMap(({ role }) => role ?? []) },
  };
}

function calledBy(asked: string): readonly Called[] {
  const user = /^discord:(\d{5,20})$/.exec(asked)?.[1];
  if (user !== undefined) return [{ text: `<@${user}>`, user }];
  const role = /^@(\d{5,20})$/.exec(asked)?.[1];
  if (role !== undefined) return [{ text: `<@&${role}>`, role }];
  return asked.startsWith("@") ? [{ text: escapeInto(oneLine(asked, 80), 100) }] : [];
}

/** Who is called, what it is about in bold, and below it the facts in small letters. */
export function headOf(asked: readonly string[], title: string, facts: readonly string[] = []): Head {
  const { markdown, mentions } = mentionsOf(asked);
  const first = [markdown, markdownOf({ spans: [bold(oneLine(title, 300))] })].filter((part) => part !== "").join(" ");
  const small = smallLine(facts.filter((fact) => fact !== "").join(" · "), 500);
  return { markdown: [first, small].filter((part) => part !== "").join("\n"), mentions };
}
