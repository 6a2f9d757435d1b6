import type { TransactionSql } from "postgres";
import type { TaskId } from "../../../src/domain/id.ts";

/** One statement of somebody who changes the audit of a task behind everybody's back. */
export type Tamper = (sql: TransactionSql, id: TaskId) => PromiseLike<unknown>;

type Case = { readonly name: string; readonly steps: readonly Tamper[]; readonly broken: { readonly seq: number; readonly fault: string } };

const insert: Tamper = (sql, id) => sql`
  insert into audit (task, seq, action, by, epoch, at, body, before, after, previous, key, mac)
  select task, 60, 'plan.approved', by, epoch, at, null, before, after, mac, key, repeat('0', 64) from audit where task = ${id} and seq = 5`;

/** What can be done to a chain of five entries with bodies, with the first link that is broken by it. */
export const tamperings: readonly Case[] = [
  {
    name: "an entry whose action was changed is found",
    steps: [(sql, id) => sql`update audit set action = 'plan.rejected' where task = ${id} and seq = 3`],
    broken: { seq: 3, fault: "changed" },
  },
  {
    name: "an entry that was ascribed to somebody else is found",
    steps: [(sql, id) => sql`update audit set by = 'slack:U2' where task = ${id} and seq = 1`],
    broken: { seq: 1, fault: "changed" },
  },
  {
    name: "an entry that was moved in time by a millisecond is found",
    steps: [(sql, id) => sql`update audit set at = at + interval '1 millisecond' where task = ${id} and seq = 5`],
    broken: { seq: 5, fault: "changed" },
  },
  {
    name: "an entry deleted in the middle is missed",
    steps: [(sql, id) => sql`delete from audit where task = ${id} and seq = 3`],
    broken: { seq: 3, fault: "missing" },
  },
  {
    name: "an entry deleted in the middle is missed when the others were moved up",
    steps: [
      (sql, id) => sql`delete from audit where task = ${id} and seq = 3`,
      (sql, id) => sql`update audit set seq = 3 where task = ${id} and seq = 4`,
      (sql, id) => sql`update audit set seq = 4 where task = ${id} and seq = 5`,
    ],
    broken: { seq: 3, fault: "order" },
  },
  {
    name: "a tail that was cut off is missed",
    steps: [(sql, id) => sql`delete from audit where task = ${id} and seq > 3`],
    broken: { seq: 4, fault: "cut" },
  },
  {
    name: "a chain that is gone as a whole is missed",
    steps: [(sql, id) => sql`delete from audit where task = ${id}`],
    broken: { seq: 1, fault: "cut" },
  },
  {
    name: "two entries that changed places are found",
    steps: [
      (sql, id) => sql`update audit set seq = 97 - seq where task = ${id} and seq in (2, 3)`,
      (sql, id) => sql`update audit set seq = seq - 92 where task = ${id} and seq > 90`,
    ],
    broken: { seq: 2, fault: "order" },
  },
  {
    name: "an entry forged at the end is found",
    steps: [insert, (sql, id) => sql`update audit set seq = 6 where task = ${id} and seq = 60`],
    broken: { seq: 6, fault: "changed" },
  },
  {
    name: "an entry forged in the middle is found",
    steps: [
      insert,
      (sql, id) => sql`update audit set seq = seq + 100 where task = ${id} and seq between 3 and 5`,
      (sql, id) => sql`update audit set seq = case seq when 60 then 3 else seq - 99 end where task = ${id} and seq >= 60`,
    ],
    broken: { seq: 3, fault: "changed" },
  },
  {
    name: "an entry that was written a second time at the end is found",
    steps: [
      (sql, id) => sql`
        insert into audit (task, seq, action, by, epoch, at, body, before, after, previous, key, mac)
        select task, 6, action, by, epoch, at, body, before, after, previous, key, mac from audit where task = ${id} and seq = 2`,
    ],
    broken: { seq: 6, fault: "order" },
  },
  {
    name: "an entry whose seal was taken away is found",
    steps: [(sql, id) => sql`update audit set mac = null where task = ${id} and seq = 4`],
    broken: { seq: 4, fault: "changed" },
  },
  {
    name: "a whole chain made to look as if from before there were chains is found",
    steps: [(sql, id) => sql`update audit set mac = null, key = null where task = ${id}`],
    broken: { seq: 5, fault: "changed" },
  },
  {
    name: "a body that was changed is found",
    steps: [(sql, id) => sql`update audit_bodies set content = '{"said": "else"}' where task = ${id} and seq = 2`],
    broken: { seq: 2, fault: "body" },
  },
  {
    name: "a body that vanished without an entry about it is missed",
    steps: [(sql, id) => sql`delete from audit_bodies where task = ${id} and seq = 4`],
    broken: { seq: 4, fault: "body" },
  },
  {
    name: "an older copy of the whole audit that was put back is found",
    steps: [
      (sql) => sql`create temporary table old_audit on commit drop as select * from audit where seq <= 2`,
      (sql) => sql`delete from audit`,
      (sql) => sql`insert into audit select * from old_audit`,
    ],
    broken: { seq: 3, fault: "cut" },
  },
  {
    name: "a task that was moved on without an entry is found",
    steps: [(sql, id) => sql`update tasks set stage = 'completed' where id = ${id}`],
    broken: { seq: 5, fault: "outside" },
  },
  {
    name: "an approval that was written into the database by hand is found",
    steps: [
      (sql, id) => sql`
        insert into approvals (id, task, subject, version, digest, tier, status, title, opened_at, expires_at, reminders)
        values (${`apr_${id}`}, ${id}, '{"kind": "plan"}', 1, 'd', 'execute', 'approved', 'forged', now(), now(), 0)`,
    ],
    broken: { seq: 5, fault: "outside" },
  },
];
