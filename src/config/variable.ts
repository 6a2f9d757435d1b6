import { Problem } from "../domain/problem.ts";
import { choice, isWebAddress, show } from "./field.ts";

/** Single variables of the environment, checked: their problems are told like the file's. */

/** A port, or the usual one when the variable is not set. 0 lets the system choose. */
export function portOf(name: string, value: string | null, usual: number): number {
  if (value === null) return usual;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Problem("config", `${name}: expected a port from 0 to 65535, got ${show(value)}. Write ${usual}.`);
}

/** The address of a server; its value is not told, since it may hold a password. */
export function addressOf(name: string, value: string | null): string | null {
  if (value === null || isWebAddress(value)) return value;
  throw new Problem(
    "config",
    `${name}: expected an address that begins with https:// or http://, without a password, got another one. Write the server's address.`,
  );
}

/** One of a few words, whatever their case. */
export function wordOf<T extends string>(name: string, value: string | null, words: readonly T[]): T | null {
  if (value === null) return null;
  const result = choice(words).safeParse(value.toLowerCase());
  if (result.success) return result.data;
  throw new Problem("config", `${name}: ${result.error.issues[0]?.message ?? ""}`);
}
