import { oneLine } from "../../wording/line.ts";
import { bold } from "../../wording/piece.ts";
import type { DiscordContent } from "./content.ts";
import { markdownOf } from "./markdown.ts";
import { escapeInto, smallLine } from "./text.ts";
import { type Whom, whomIs } from "./whom.ts";

/** More than these are not called at once, and those that are take no more characters than 20 ids of Discord do. */
const mostCalled = { count: 20, text: 520 };
/** Characters of a title in Markdown, and of a long one before they are escaped. With facts a head has at most 1,500. */
const mostTitle = { markdown: 420, long: 130 };

/** What a message begins with, in Discord's Markdown, and whom it calls. */
export type Head = { readonly markdown: string; readonly mentions: DiscordContent["mentions"] };

type Called = Whom | { readonly text: string; readonly user?: never; readonly role?: never };

/**
 * Who is called: accounts of this channel by user id, groups by role id (`@112233445566778899`). A group that is only known by its
 * name is named, because a name calls nobody; accounts of other channels are not called here.
 */
export function callOf(asked: readonly string[]): Head {
  // Whom it calls come before those whom it only names.
  const found = [...new Set(asked)].flatMap(calledBy).toSorted((one, other) => Number(isNamed(one)) - Number(isNamed(other)));
  let left = mostCalled.text;
  const called = found
    .filter(({ text }) => {
      const fits = text.length < left;
      if (fits) left -= text.length + 1;
      return fits;
    })
    .slice(0, mostCalled.count);
  const more = found.length > called.length ? [`and ${found.length - called.length} more`] : [];
  return {
    markdown: [...called.map(({ text }) => text), ...more].join(" "),
    mentions: { users: called.flatMap(({ user }) => user ?? []), roles: called.flatMap(({ role }) => role ?? []) },
  };
}

function isNamed({ user, role }: Called): boolean {
  return user === undefined && role === undefined;
}

function calledBy(asked: string): readonly Called[] {
  const known = whomIs(asked);
  if (known !== null) return [known];
  return asked.startsWith("@") ? [{ text: escapeInto(oneLine(asked, 80), 100) }] : [];
}

/** Who is called, what it is about in bold, and below it the facts in small letters. */
export function headOf(asked: readonly string[], title: string, facts: readonly string[] = []): Head {
  const { markdown, mentions } = callOf(asked);
  const first = [markdown, titleIn(title)].filter((part) => part !== "").join(" ");
  const small = smallLine(facts.filter((fact) => fact !== "").join(" · "), 500);
  return { markdown: [first, small].filter((part) => part !== "").join("\n"), mentions };
}

function titleIn(title: string): string {
  const draw = (length: number) => markdownOf({ spans: [bold(oneLine(title, length))] });
  const whole = draw(300);
  return whole.length <= mostTitle.markdown ? whole : draw(mostTitle.long);
}
