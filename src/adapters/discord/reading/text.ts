import type { Named } from "./news.ts";

/** A text of Discord's markup as people read it, with whom it names. */
type ReadText = { readonly text: string; readonly named: readonly Named[] };

/** Us, as texts may call us: by the account, or by the role that Discord made for it. */
export type Me = { readonly user: string; readonly roles: readonly string[] };

/** Mentions, emoji of a server, times, commands, and links that show no picture. */
const marked =
  /<(?:@!?(\d{1,20})|@&(\d{1,20})|#(\d{1,20})|a?:(\w{1,64}):\d{1,20}|t:(-?\d{1,13})(?::[A-Za-z])?|\/([^:<>\n]{1,200}):\d{1,20}|(https?:\/\/[^\s<>]+))>/g;

/**
 * Discord's markup as plain text. People are called by their account's name, which nobody else has (`@jon`), or their id where the
 * payload does not say it. We are taken away from the beginning, where it only says who is spoken to, and are nobody to name.
 */
export function readText(raw: string, people: ReadonlyMap<string, string | null>, me: Me): ReadText {
  const named = new Map<string, Named>();
  const nameOf = (id: string): string => {
    const text = `@${people.get(id) ?? id}`;
    if (id !== me.user) named.set(id, { text, id });
    return text;
  };
  const text = withoutUs(raw, me).replace(marked, (whole, user, role, channel, emoji, time, command, link) => {
    if (user !== undefined) return nameOf(user);
    if (role !== undefined) return `@${role}`;
    if (channel !== undefined) return `#${channel}`;
    if (emoji !== undefined) return `:${emoji}:`;
    if (time !== undefined) return timeOf(Number(time)) ?? whole;
    return command === undefined ? link : `/${command}`;
  });
  return { text: text.trim(), named: [...named.values()] };
}

/** Whether a text calls us, anywhere. */
export function callsUs(raw: string, me: Me): boolean {
  return [`<@${me.user}>`, `<@!${me.user}>`, ...me.roles.map((role) => `<@&${role}>`)].some((mention) => raw.includes(mention));
}

function withoutUs(raw: string, { user, roles }: Me): string {
  const ours = [`@!?${user}`, ...roles.map((role) => `@&${role}`)].join("|");
  return raw.replace(new RegExp(`^\\s*(?:<(?:${ours})>[\\s,:]*)+`), "");
}

function timeOf(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(".000Z", "Z");
}
