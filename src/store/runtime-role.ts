import type { Sql } from "postgres";

/** The role the program runs as: it may do everything that the program does, and with the audit nothing but add and read. */
const runtimeRole = "adjutant_runtime";

/** Nobody but the owner of the tables may do these to the audit's. */
const forbidden = ["UPDATE", "DELETE", "TRUNCATE"] as const;
const usual = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
const auditTables: readonly string[] = ["audit", "audit_bodies"];

/**
 * Makes the role and gives it its rights where they are missing; to be called while nobody else migrates. Returns its name, or
 * null where this login may neither make nor use it, or where it could do more than it should: then triggers alone protect
 * the audit.
 */
export async function settleRuntimeRole(sql: Sql): Promise<string | null> {
  const [there] = await sql`select to_regclass('public.audit_bodies') is not null as audited`;
  if (there?.["audited"] !== true || !(await admit(sql))) return null;
  await grant(sql);
  return (await isHarmless(sql)) ? runtimeRole : null;
}

/** Roles belong to the whole server: another installation's process may make this one at the same time. */
async function admit(sql: Sql): Promise<boolean> {
  const [made] = await sql`select 1 from pg_roles where rolname = ${runtimeRole}`;
  if (!made) await attempt(() => sql`create role ${sql(runtimeRole)} nologin`);
  if (!(await mayBecome(sql))) await attempt(() => sql`grant ${sql(runtimeRole)} to current_user`);
  return mayBecome(sql);
}

async function mayBecome(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select pg_has_role(oid, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may
    from pg_roles where rolname = ${runtimeRole}`;
  return row?.["may"] === true;
}

/** Not being allowed to, or somebody else having been faster, is no fault: what counts is what is there afterwards. */
async function attempt(work: () => PromiseLike<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    // insufficient_privilege, duplicate_object, unique_violation, and a catalogue row that another session changes.
    if (code !== "42501" && code !== "42710" && code !== "23505" && code !== "XX000") throw error;
  }
}

/** Gives what is missing on everything of ours, so that a start that finds all in place writes nothing. */
async function grant(sql: Sql): Promise<void> {
  const statements = [
    ...(await sql`
      select format('grant usage on schema %I to %I', nspname, ${runtimeRole}::text) as statement from pg_namespace
      where nspname in ('public', 'drizzle') and not has_schema_privilege(${runtimeRole}, oid, 'USAGE')`),
    ...(await sql`
      select format('grant execute on function %s to %I', oid::regprocedure, ${runtimeRole}::text) as statement from pg_proc
      where oid = 'public.adjutant_erase_audit_bodies(text)'::regprocedure and not has_function_privilege(${runtimeRole}, oid, 'EXECUTE')`),
  ].map((row) => String(row["statement"]));
  for (const thing of await ownThings(sql)) statements.push(...changesOf(thing));
  // All or nothing: no moment in which the role can do something it should not.
  if (statements.length > 0) await sql.begin((tx) => tx.unsafe(statements.join("; ")));
}

type Thing = {
  readonly name: string;
  readonly on: string;
  readonly schema: string;
  readonly kind: string;
  readonly rights: readonly string[];
};

function changesOf({ on, schema, name, kind, rights }: Thing): readonly string[] {
  const missing = wantedOf(schema, name, kind).filter((right) => !rights.includes(right));
  const excess = forbidden.filter((right) => auditTables.includes(name) && rights.includes(right));
  return [
    ...(missing.length > 0 ? [`grant ${missing.join(", ")} on ${on} to ${runtimeRole}`] : []),
    ...(excess.length > 0 ? [`revoke ${excess.join(", ")} on ${on} from ${runtimeRole}`] : []),
  ];
}

function wantedOf(schema: string, name: string, kind: string): readonly string[] {
  if (kind === "S") return ["SELECT", "USAGE", "UPDATE"];
  if (schema === "drizzle") return ["SELECT"];
  return auditTables.includes(name) ? ["SELECT", "INSERT"] : usual;
}

/** Tables and sequences that are ours to give, with the rights the role has on each. */
async function ownThings(sql: Sql): Promise<readonly Thing[]> {
  const rows = await sql`
    select n.nspname as schema, c.relname as name, c.relkind as kind,
      format(case c.relkind when 'S' then 'sequence %I.%I' else 'table %I.%I' end, n.nspname, c.relname) as on,
      case c.relkind when 'S'
        then array(select r from unnest(array['SELECT', 'USAGE', 'UPDATE']) as r where has_sequence_privilege(${runtimeRole}, c.oid, r))
        else array(select r from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as r where has_table_privilege(${runtimeRole}, c.oid, r))
      end as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'drizzle') and c.relkind in ('r', 'p', 'S') and pg_has_role(c.relowner, 'USAGE')`;
  const text = (value: unknown) => String(value);
  return rows.map(({ schema, name, kind, on, rights }) => {
    return { schema: text(schema), name: text(name), kind: text(kind), on: text(on), rights: [rights].flat().map(text) };
  });
}

/** A role that an operator made, or whose rights come from elsewhere, may be able to do more than is good. */
async function isHarmless(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select r.rolsuper or exists (
      select 1 from unnest(${[...auditTables]}::text[]) as name, unnest(${[...forbidden]}::text[]) as right_
      where has_table_privilege(r.oid, ('public.' || name)::regclass, right_)
    ) as dangerous
    from pg_roles r where r.rolname = ${runtimeRole}`;
  return row?.["dangerous"] === false;
}
