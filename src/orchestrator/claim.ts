import { createHash, timingSafeEqual } from "node:crypto";
import { type AuditTrail, auditGround } from "../store/audit/trail.ts";
import { readFact, stateFact } from "../store/installation.ts";
import type { Reader, Writer } from "../store/transaction.ts";
import { mintCode } from "./identity.ts";

/** Makes the installation's claim code, or null when one was made before or an owner is known. Only its digest is kept. */
export async function makeClaimCode(db: Reader): Promise<string | null> {
  if ((await readFact(db, "owner")) !== null) return null;
  const code = mintCode();
  return (await stateFact(db, "claim", digestOf(code))) ? code : null;
}

/** Makes an account the owner, once, for the right code. Returns what to tell them. */
export async function claimInstallation(tx: Writer, audit: AuditTrail, account: string, code: string): Promise<string> {
  const expected = await readFact(tx, "claim");
  if (typeof expected !== "string" || !timingSafeEqual(Buffer.from(expected), Buffer.from(digestOf(code)))) {
    return "That is not the code `adjutant start` printed.";
  }
  const claimed = await auditGround(tx, audit, async () => {
    const first = await stateFact(tx, "owner", account);
    return { result: first, notes: first ? [{ action: "owner.claimed", by: account, detail: null }] : [] };
  });
  return claimed ? "You are the owner of this installation now." : "This installation has an owner already.";
}

function digestOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
