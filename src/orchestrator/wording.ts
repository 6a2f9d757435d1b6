import type { Message } from "../domain/message.ts";
import { cutAtNames, isKnownOn } from "../domain/named.ts";
import type { Principal } from "../domain/principal.ts";
import { namesOf } from "../store/people.ts";
import type { Reader } from "../store/transaction.ts";

/**
 * A short word as a message. Whom it names by account or group (of `nameable`) is for the channel to show where one person alone
 * reads it, and nobody is called by that; elsewhere it is the name that is known of them.
 */
export async function replyOf(
  db: Reader,
  { text, to }: { readonly text: string; readonly to: Principal | null },
  nameable: readonly string[],
): Promise<Extract<Message, { kind: "reply" }>> {
  const parts = cutAtNames(text, nameable);
  const named = [...new Set(parts.flatMap((part) => (part.isName ? [part.text] : [])))];
  if (named.length === 0) return { kind: "reply", text };
  const names = to === null ? [] : named.filter((name) => isKnownOn(to.channel, name));
  const known = await namesOf(
    db,
    named.filter((name) => !names.includes(name)),
  );
  const said = parts.map((part) => (part.isName ? (known.get(part.text) ?? part.text) : part.text)).join("");
  return { kind: "reply", text: said, ...(names.length > 0 ? { names } : {}) };
}
