import type { Named } from "./news.ts";

/** A text of Slack's markup as people read it, with whom it names. */
type ReadText = { readonly text: string; readonly named: readonly Named[] };

/** What stands in angle brackets; Slack escapes those that people write themselves. */
const bracketed = /<([^<>]*)>/g;

/**
 * Slack's markup as plain text: links show where they lead, channels and groups their names, and mentions of people stay as
 * they are written (`<@U3>`). `bot` is taken away from the beginning, where it only says who is spoken to, and is nobody to name.
 */
export function readText(raw: string, bot: string): ReadText {
  const named = new Map<string, Named>();
  const text = withoutBot(raw, bot).replace(bracketed, (whole: string, inner: string) => {
    const id = /^@([UW][A-Z0-9]{1,40})(?:\|.*)?$/s.exec(inner)?.[1];
    if (id === undefined) return plainLink(inner) ?? whole;
    if (id !== bot) named.set(id, { text: `<@${id}>`, id });
    return `<@${id}>`;
  });
  return { text: unescapeText(text).trim(), named: [...named.values()] };
}

/** Whether a text names somebody, anywhere. */
export function names(raw: string, user: string): boolean {
  return raw.includes(`<@${user}>`) || raw.includes(`<@${user}|`);
}

/** Text that Slack escaped, and nothing more. The ampersand comes last: `&amp;lt;` is `&lt;`. */
export function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function withoutBot(raw: string, bot: string): string {
  const begins = new RegExp(`^\\s*(?:<@${bot}(?:\\|[^<>]*)?>[\\s,:]*)+`);
  return raw.replace(begins, "");
}

/** What brackets of another kind mean to a reader; null: nothing that is known. */
function plainLink(inner: string): string | null {
  const [, target = "", label = ""] = /^([^|]*)(?:\|(.*))?$/s.exec(inner) ?? [];
  const kind = /^(?:#|!date\^|!subteam\^|!)/.exec(target)?.[0];
  if (kind === undefined) return linkOf(target, label);
  if (kind === "!date^") return label;
  const mark = kind === "#" ? "#" : "@";
  const name = label.startsWith(mark) ? label.slice(1) : label;
  return `${mark}${name || target.slice(kind.length)}`;
}

/** A link shows where it leads, and what it is called where that says more. */
function linkOf(target: string, label: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const bare = target.replace(/^(?:mailto|tel):/i, "");
  const saysNothing = ["", target, bare].includes(label) || `http://${label}` === target;
  return saysNothing ? bare : `${label} (${target})`;
}
