import type { Mention } from "../domain/conversation.ts";
import type { Channel, Principal } from "../domain/principal.ts";
import { accountOf } from "../domain/principal.ts";
import { findPrincipals } from "../store/people.ts";
import type { Reader } from "../store/transaction.ts";

/** Whom words name, or one line that says why nobody is found. */
type FoundPerson = { readonly ok: true; readonly who: Principal } | { readonly ok: false; readonly reason: string };

/** Finds whom somebody means: a mention the adapter resolved, an account (`channel:id`), or a name seen on this channel. */
export async function findPerson(db: Reader, said: string, mentions: readonly Mention[], channel: Channel): Promise<FoundPerson> {
  const mentioned = mentions.find((one) => one.text === said);
  if (mentioned) return { ok: true, who: mentioned.who };
  const found = await findPrincipals(db, said.replace(/^@/, ""), channel);
  const [who] = found;
  if (who === undefined)
    return { ok: false, reason: `I know nobody called ${said} here: they have not said anything yet. Name an account (${channel}:…).` };
  if (found.length === 1) return { ok: true, who };
  return { ok: false, reason: `More than one ${said} is known here. Name the account: ${found.map(accountOf).join(", ")}.` };
}
