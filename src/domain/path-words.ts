import { plainOf } from "./needs.ts";

/**
 * A path for a person who approves it: as it is bound, in quotes where it could be read as something else (two paths, words of
 * ours), and with what cannot be seen spelled out.
 */
export function sayPath(path: string): string {
  const plain = `${plainOf(path)}${path.endsWith("/") && plainOf(path) !== "/" ? "/" : ""}`;
  if (/^[\p{L}\p{M}\p{N}@%+=:._~/*-]+$/u.test(plain)) return plain;
  return JSON.stringify(plain).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}
