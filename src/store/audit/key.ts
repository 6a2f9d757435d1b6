import { createHash, createHmac } from "node:crypto";
import type { Seals } from "../../domain/audit.ts";
import { fingerprintOf, type KeyPlace, type KeyUse, openKey } from "../key.ts";
import type { Reader } from "../transaction.ts";

const use: KeyUse = {
  fact: "audit_key",
  variable: "ADJUTANT_AUDIT_KEY",
  label: "adjutant audit key",
  name: "an audit key",
  done: "this database's audit was begun",
  does: "it seals the audit",
  without: "nothing can be audited",
};

/**
 * The seals of this installation. Its key is made when the first process opens a database without one; a database whose
 * chains were begun with another key is refused. Throws Problem("config").
 */
export async function openSeals(db: Reader, place: KeyPlace): Promise<Seals> {
  const key = await openKey(db, place, use);
  return {
    key: fingerprintOf(key, use),
    mac: (text) => createHmac("sha256", key).update(text).digest("hex"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
  };
}
