import { createHash, randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Id } from "../domain/id.ts";
import { canonical, type Json } from "../domain/json.ts";

const next = monotonicFactory();

/** A new time-ordered id. Its order is this process's; between processes the clock decides. */
export function mintId<Prefix extends string>(prefix: Prefix): Id<Prefix> {
  return `${prefix}_${next().toLowerCase()}`;
}

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A secret of 60 bits that people copy from one place to another. Letters and digits only: a command line takes a leading dash
 * for an option, and chat an underscore for emphasis.
 */
export function mintCode(): string {
  return Array.from(randomBytes(12), (byte) => letters[byte % letters.length]).join("");
}

/** sha256 in hex over the value's canonical JSON: keys sorted, so that equal values have equal digests. */
export function digestOf(value: Json): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}
