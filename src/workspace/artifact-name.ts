import { cutAt } from "../outbound/cap.ts";
import { removeControls } from "../outbound/control.ts";

/** Gives each origin one name, the same every time, and no two origins the same. */
export type Names = (origin: string, wish: string) => string;

/** Bytes, as file systems count them: less than the 255 that they allow, with room for a number. */
const longest = 180;
/** Names that are devices on some systems, whatever their extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/i;

export function createNames(): Names {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return (origin, wish) => {
    const known = given.get(origin);
    if (known !== undefined) return known;
    const clean = cleanName(wish);
    let name = clean;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = numbered(clean, n);
    taken.add(name.toLowerCase());
    given.set(origin, name);
    return name;
  };
}

/** A name that is safe on any file system and in any chat: letters, digits, `.`, `_`, `-` and single blanks; never hidden. */
export function cleanName(wish: string): string {
  const plain = removeControls(wish.normalize("NFC"))
    .replace(/[^\p{L}\p{M}\p{N}._ -]+/gu, "_")
    .replace(/\s+/g, " ")
    .replace(/^[.\s_-]+|[.\s]+$/g, "");
  const [base, extension] = split(plain.replace(reserved, "$&_"));
  return cutBytes(base, longest - Buffer.byteLength(extension)) + extension || "artifact";
}

/** Whole characters that fill at most so many bytes. */
function cutBytes(text: string, bytes: number): string {
  let cut = cutAt(text, bytes);
  while (Buffer.byteLength(cut) > bytes) cut = cutAt(cut, cut.length - Math.ceil((Buffer.byteLength(cut) - bytes) / 3));
  return cut;
}

function numbered(name: string, n: number): string {
  const [base, extension] = split(name);
  return `${base}-${n}${extension}`;
}

/** A name and its extension, the dot with the latter. */
function split(name: string): readonly [string, string] {
  const at = name.lastIndexOf(".");
  return at <= 0 || name.length - at > 16 ? [name, ""] : [name.slice(0, at), name.slice(at)];
}
