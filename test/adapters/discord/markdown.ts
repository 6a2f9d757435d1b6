/** What a reader sees of a text in Discord's Markdown, and what in it has a power that nobody gave it. */
export type Reading = { readonly shown: string; readonly faults: readonly string[] };

type Rule = { readonly at: RegExp; readonly read: (match: RegExpExecArray, called: readonly string[]) => Reading };

const plain = (shown: string): Reading => ({ shown, faults: [] });
const fault = (what: string, shown: string): Reading => ({ shown, faults: [`${what}: ${shown}`] });

/** In the order in which the client tries them (it is built on simple-markdown), as far as they matter here. */
const rules: readonly Rule[] = [
  { at: /^\\([^0-9A-Za-z\s])/, read: ([, mark = ""]) => plain(mark) },
  {
    at: /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/i,
    read: ([, language = "", code = ""]) =>
      language === "" || language === "ts" ? plain(code.replaceAll("\u200b", "")) : fault("a language", language),
  },
  { at: /^(`+)([\s\S]*?[^`])\1(?!`)/, read: ([, , code = ""]) => plain(code.replace(/^ (.*`.*) $/s, "$1")) },
  {
    at: /^<(?:@[!&]?\d+|#\d+|t:-?\d+:R)>/,
    read: ([mention = ""], called) => (called.includes(mention) ? plain(mention) : fault("a mention", mention)),
  },
  // What a sentence puts behind an address is no part of it, and means nothing there.
  { at: /^https?:\/\/[^\s<]+[^<.,:;"')\]\s][.,:;"')\]]*/, read: ([url]) => plain(url) },
  { at: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, read: ([, inner = ""], called) => readMarkdown(inner, called, false) },
  { at: /^:[\w+-]+:/, read: ([emoji]) => fault("an emoji", emoji) },
  { at: /^@(?:everyone|here)/, read: ([all]) => fault("a mention", all) },
  // Parentheses mean something behind a closing bracket, which is a fault itself.
  { at: /^[\\*_~`|[\]<>]/, read: ([mark]) => fault("a mark", mark) },
];

/** What stands at the beginning of a line: small letters are ours, headings, lists and quotes are nobody's. */
const begin = /^(?:(-# )|[ \t]*(#{1,3} |[-*+] |\d+[.)] |> |>>> |-# ))/;

/** Reads a text as Discord's client does. `called` are the mentions and times that may be in it. */
export function readMarkdown(text: string, called: readonly string[], isLine = true): Reading {
  const shown: string[] = [];
  const faults: string[] = [];
  let rest = text;
  let before = isLine ? "\n" : "";
  while (rest !== "") {
    const [head = "", small, other] = (before === "\n" ? begin.exec(rest) : null) ?? [];
    if (other !== undefined) faults.push(`at the beginning of a line: ${other}`);
    if (small !== undefined) rest = rest.slice(head.length);
    const isUrl = /^\w/.test(before);
    const found = rules.find(({ at }) => at.test(rest) && !(isUrl && rest.startsWith("http")));
    const match = found?.at.exec(rest);
    const read = found && match ? found.read(match, called) : plain(rest.slice(0, 1));
    const length = match?.[0].length ?? 1;
    shown.push(read.shown);
    faults.push(...read.faults);
    before = rest.slice(length - 1, length);
    rest = rest.slice(length);
  }
  return { shown: shown.join(""), faults };
}
