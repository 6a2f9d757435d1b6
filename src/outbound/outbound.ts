import { isList, type Json } from "../domain/json.ts";
import { type Caps, capLine, capText } from "./cap.ts";
import type { Cleaned } from "./cleaned.ts";
import { removeControls } from "./control.ts";
import { closeFences } from "./fence.ts";
import { rememberClean } from "./known-text.ts";
import { neutraliseMentions } from "./mention.ts";
import type { Redact } from "./redactor.ts";

/**
 * The one gate: whatever leaves the process (chat, console, logs, audit, prompts) goes through one of these. Controls go out
 * first, so that none can split a secret; then secrets; then the cut, so that none can leave half of one.
 */
export type Outbound = {
  /** A text of several lines; uncut unless caps are given. */
  text(text: string, caps?: Partial<Caps>): Cleaned<string>;
  /** One line for titles, headlines and logs: line breaks become spaces, at most `maxChars` (default 200). */
  line(text: string, maxChars?: number): Cleaned<string>;
  /** Only the secrets, in a text whose colours are our own: the last thing before the terminal. */
  redact(text: string): string;
  /** Whether a text holds a secret of ours, or what looks like one. */
  holdsSecret(text: string): boolean;
  /** Structured data, as JSON would keep it: every text in it, keys included. Never cut. */
  data<T>(value: T): Cleaned<T>;
  /** The same for what people are shown in a conversation: no text in it mentions anybody, hides a link or leaves a fence open. */
  message<T>(body: T): Cleaned<T>;
  /** From now on this is a secret too, shown by this name: a token that came while the process runs. */
  learn(name: string, value: string): void;
};

/** Deeper nesting is not ours and could exhaust the stack. */
const deepest = 64;

type Gatekeeper = { readonly redact: Redact; readonly learn?: (name: string, value: string) => void };

/** Builds the gate around a redactor. */
export function createOutbound({ redact, learn = () => undefined }: Gatekeeper): Outbound {
  // What was known to be clean need not be once a secret is learned: then all is looked at anew.
  const begin = () => {
    const clean = rememberClean((text) => redact(removeControls(text)));
    return { clean, powerless: rememberClean((text) => closeFences(neutraliseMentions(clean(text)))) };
  };
  let known = begin();
  const clean = (text: string) => known.clean(text);
  const powerless = (text: string) => known.powerless(text);
  return {
    text: (text, caps = {}) =>
      passed(capText(clean(text), { maxChars: Number.POSITIVE_INFINITY, maxLines: Number.POSITIVE_INFINITY, ...caps })),
    line: (text, maxChars = 200) => passed(capLine(clean(text).replace(/\s+/g, " ").trim(), maxChars)),
    redact,
    holdsSecret: (text) => {
      const plain = removeControls(text);
      return redact(plain) !== plain;
    },
    data: (value) => cleanAll(value, clean),
    message: (body) => cleanAll(body, powerless),
    learn: (name, value) => {
      learn(name, value);
      known = begin();
    },
  };
}

function cleanAll<T>(value: T, clean: (text: string) => string): Cleaned<T> {
  // What comes out has the shape that JSON gives to what went in, text by text.
  return walk(JSON.parse(JSON.stringify(value)), clean, 0) as Cleaned<T>;
}

function walk(json: Json, clean: (text: string) => string, depth: number): Json {
  if (typeof json === "string") return clean(json);
  if (typeof json === "number") return clean(String(json)) === String(json) ? json : clean(String(json));
  if (json === null || typeof json === "boolean") return json;
  if (depth > deepest) return "[nested too deeply]";
  if (isList(json)) return json.map((item) => walk(item, clean, depth + 1));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [clean(key), walk(value, clean, depth + 1)]));
}

function passed(text: string): Cleaned<string> {
  // Here and in `cleanAll` the mark is given, and nowhere else.
  return text as Cleaned<string>;
}
