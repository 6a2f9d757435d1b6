import { removeControls } from "./control.ts";

/**
 * Every spelling a secret value is looked for in (sandbox.md: output to chat): plain, base64, hex, URL-encoded, reversed, in JSON; a
 * value of several lines also line by line, and as a shell joins it. Letter case and escapes are undone by who looks for them.
 */
export function spellings(value: string): readonly string[] {
  // The gate cleans before it looks: the cleaned value counts as well.
  const values = new Set([value, value.trim(), removeControls(value)]);
  const all = [...values].flatMap((one) => [
    one,
    [...one].reverse().join(""),
    one.replaceAll(" ", "+"),
    ...lines(one),
    ...inJson(one),
    ...hex(one),
    ...urlEncoded(one),
    ...base64(one),
  ]);
  return [...new Set(all)].filter((spelling) => spelling.length >= shortestSecret);
}

/** Shorter values are not looked for: they would redact ordinary words. */
export const shortestSecret = 6;

/** Some writers of JSON escape slashes too, and signs that mean something in HTML. */
function inJson(value: string): readonly string[] {
  const usual = JSON.stringify(value).slice(1, -1);
  const code = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [usual, usual.replaceAll("/", "\\/"), usual.replace(/[<>&'+=]/g, code)];
}

/** A shorter line of a value could be anybody's: a brace, a key of an object. */
const shortestLine = 12;

function lines(value: string): readonly string[] {
  if (!value.includes("\n")) return [];
  const own = value.split("\n").map((line) => line.trim());
  // The frame of a key or a certificate is no secret.
  const telling = own.filter((line) => line.length >= shortestLine && !/^-----[A-Z0-9 ]+-----$/.test(line));
  return [...telling, own.join("\n"), own.join(" "), own.join(""), own.join("\r\n")];
}

/** Digits in one row, and pair by pair as dumps and fingerprints write them. */
function hex(value: string): readonly string[] {
  const digits = Buffer.from(value).toString("hex");
  const pairs = digits.match(/../g) ?? [];
  return [digits, digits.toUpperCase(), ...[" ", ":", "-", ", 0x", ",0x", " 0x"].map((between) => pairs.join(between))];
}

function urlEncoded(value: string): readonly string[] {
  const upper = encodeURIComponent(value.toWellFormed());
  const lower = upper.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const bytes = Buffer.from(value).toString("hex").replace(/../g, "%$&");
  return [upper, lower, upper.replaceAll("%20", "+"), bytes, bytes.toUpperCase()];
}

/** A value inside a longer base64 text starts at one of three offsets; the characters it fills alone are the same every time. */
function base64(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const own = text.slice(from, to);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
