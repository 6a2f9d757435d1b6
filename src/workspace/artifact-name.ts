import { cutAt } from "../outbound/cap.ts";
import { removeControls } from "../outbound/control.ts";

/** Gives each origin one name, the same every time, and no two origins the same. */
export type Names = (origin: string, wish: string) => string;

const longest = 100;

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
  const plain = removeControls(wish)
    .replace(/[^\p{L}\p{M}\p{N}._ -]+/gu, "_")
    .replace(/\s+/g, " ")
    .replace(/^[.\s_-]+|[.\s]+$/g, "");
  const [base, extension] = split(plain);
  return cutAt(base, longest - extension.length) + extension || "artifact";
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
