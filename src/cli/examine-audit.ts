import type { Setup } from "../setup.ts";
import { openTrail } from "../store/audit/trail.ts";
import type { Database } from "../store/database.ts";
import { absent, broken, type Finding, fine, told } from "./finding.ts";

/** What keeps the audit from being changed: its key, the role the program runs as, and the triggers of its tables. */
export async function examineAudit({ places, secrets }: Setup, { db, sql, role }: Database): Promise<Finding> {
  const where = { file: places.auditKey, given: secrets.token("ADJUTANT_AUDIT_KEY"), headsDirectory: places.auditHeads };
  const opened = await openTrail(db, where, () => undefined).catch(told);
  if (typeof opened === "string") return broken("audit", opened);
  const [armed] = await sql`
    select count(*)::int as triggers from pg_trigger where tgname in ('audit_append_only', 'audit_bodies_append_only') and tgenabled in ('O', 'A')`;
  if (armed?.["triggers"] !== 2)
    return broken(
      "audit",
      "its tables can be changed: their triggers were switched off",
      "Find out who did; then alter table … enable trigger all.",
    );
  if (role !== null) return fine("audit", `only ever added to: we run as ${role}, and triggers refuse the rest (key ${opened.seals.key})`);
  const [login] = await sql`select current_user as name`;
  return absent(
    "audit",
    `triggers alone keep it from being changed: ${login?.["name"]} cannot make the role adjutant_runtime. As a superuser: create role adjutant_runtime nologin; grant adjutant_runtime to ${login?.["name"]}`,
  );
}
