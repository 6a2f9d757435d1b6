import { createHash } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Id } from "../domain/id.ts";
import { canonical, type Json } from "../domain/json.ts";

const next = monotonicFactory();

/** A new time-ordered id. Its order is this process's; between processes the clock decides. */
export function mintId<Prefix extends string>(prefix: Prefix): Id<Prefix> {
  return `${prefix}_${next().toLowerCase()}`;
}

/** sha256 in hex over the value's canonical JSON: keys sorted, so that equal values have equal digests. */
export function digestOf(value: Json): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}
