import { isList, type Json } from "../domain/json.ts";
import { type Caps, capLine, capText } from "./cap.ts";
import { removeControls } from "./control.ts";
import { rememberClean } from "./known-text.ts";
import type { Redact } from "./redactor.ts";

/**
 * The one gate: whatever leaves the process (chat, console, logs, audit, prompts) goes through one of these. Controls go out
 * first, so that none can split a secret; then secrets; then the cut, so that none can leave half of one.
 */
export type Outbound = {
  /** A text of several lines; uncut unless caps are given. */
  text(text: string, caps?: Partial<Caps>): string;
  /** One line for titles, headlines and logs: line breaks become spaces, at most `maxChars` (default 200). */
  line(text: string, maxChars?: number): string;
  /** Whether a text holds a secret of ours, or what looks like one. */
  holdsSecret(text: string): boolean;
  /** Structured data: every text in it, keys included. Never cut. */
  data(json: Json): Json;
};

/** Deeper nesting is not ours and could exhaust the stack. */
const deepest = 64;

/** Builds the gate around a redactor. */
export function createOutbound({ redact }: { readonly redact: Redact }): Outbound {
  const clean = rememberClean((text) => redact(removeControls(text)));
  const walk = (json: Json, depth: number): Json => {
    if (typeof json === "string") return clean(json);
    if (typeof json === "number") return clean(String(json)) === String(json) ? json : clean(String(json));
    if (json === null || typeof json === "boolean") return json;
    if (depth > deepest) return "[nested too deeply]";
    if (isList(json)) return json.map((item) => walk(item, depth + 1));
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [clean(key), walk(value, depth + 1)]));
  };
  return {
    text: (text, caps = {}) => capText(clean(text), { maxChars: Number.POSITIVE_INFINITY, maxLines: Number.POSITIVE_INFINITY, ...caps }),
    line: (text, maxChars = 200) => capLine(clean(text).replace(/\s+/g, " ").trim(), maxChars),
    holdsSecret: (text) => {
      const plain = removeControls(text);
      return redact(plain) !== plain;
    },
    data: (json) => walk(json, 0),
  };
}
