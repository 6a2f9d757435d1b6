import { accountOf, type Principal } from "../domain/principal.ts";
import { auditGround } from "../store/audit/trail.ts";
import { dropLink, joinAccounts, keepLinkCode, lockLinks, notePrincipal, whoseLinkCode } from "../store/people.ts";
import type { Writer } from "../store/transaction.ts";
import type { Engine } from "./engine.ts";
import { digestOf, mintCode, mintId } from "./identity.ts";

type Auditing = Pick<Engine, "audit" | "outbound">;

/** How long a link code may be used (15 minutes). */
const codeMs = 15 * 60_000;

/**
 * Linking two accounts of one person, confirmed on both sides (product: person): the first account gets a code in private,
 * the second says it. Only the code's digest is kept. Each returns what to tell in private.
 */
export async function startLink(tx: Writer, by: Principal, now: number): Promise<string> {
  await lockLinks(tx);
  await notePrincipal(tx, by, now);
  const code = mintCode();
  await keepLinkCode(tx, accountOf(by), digestOf(code), now + codeMs);
  return `Say \`link ${code}\` from your other account within 15 minutes: then both are one person, and each may do what the other may. Give the code to nobody.`;
}

/** Whether two accounts were linked, and what to tell. */
type Linked = { readonly done: boolean; readonly text: string };

/** Uses a code once: the account that got it and this one are one person from now on, with whoever each was linked to. */
export async function finishLink(tx: Writer, { audit, outbound }: Auditing, by: Principal, code: string, now: number): Promise<Linked> {
  await lockLinks(tx);
  await notePrincipal(tx, by, now);
  const other = await whoseLinkCode(tx, digestOf(code), now);
  if (other === null)
    return { done: false, text: "That code is unknown, used or older than 15 minutes. Say `link` from your other account for a new one." };
  if (other.account === accountOf(by)) return { done: false, text: "That is this account's own code: say it from your other account." };
  const [one, another] = [other.account, accountOf(by)];
  await auditGround(tx, audit, async () => {
    await joinAccounts(tx, one, another, mintId("prs"));
    return { result: null, notes: [{ action: "accounts.linked", by: another, detail: outbound.data({ accounts: [one, another] }) }] };
  });
  const text = `Linked: this account and ${other.name} (${other.account}) are one person now, and each may do what the other may. If that is not you, say \`unlink\`.`;
  return { done: true, text };
}

/** The account is a person of its own again. */
export async function unlink(tx: Writer, { audit, outbound }: Auditing, by: Principal): Promise<string> {
  await lockLinks(tx);
  const account = accountOf(by);
  const others = await auditGround(tx, audit, async () => {
    const left = await dropLink(tx, account);
    const note = { action: "accounts.unlinked", by: account, detail: outbound.data({ account, from: [...left] }) };
    return { result: left, notes: left.length > 0 ? [note] : [] };
  });
  if (others.length === 0) return "This account is not linked to any other.";
  return `This account stands alone again; it is not linked to ${others.join(", ")} any more.`;
}
