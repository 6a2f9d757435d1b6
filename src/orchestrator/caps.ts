import type { MonthLimits } from "../domain/budget.ts";
import { type Cap, type MonthScope, monthCaps, taskCaps } from "../domain/headroom.ts";
import type { Policy } from "../domain/policy.ts";
import { type Payer, readRaise, type Scope, sumUp } from "../store/ledger.ts";
import { loadDirectory } from "../store/people.ts";
import { readLimits } from "../store/tasks.ts";
import type { Reader } from "../store/transaction.ts";

/** Whose call it is, in which month. */
export type Caller = Pick<Payer, "space" | "account"> & { readonly month: string };

/** The limits of a task, and how far calls of other effects have used them. Without a price, tokens stand in for money. */
export async function capsOfTask(db: Reader, task: Payer["task"], isMetered: boolean): Promise<readonly Cap[]> {
  const limits = task === null ? undefined : await readLimits(db, task);
  return task === null || !limits ? [] : taskCaps(limits, await sumUp(db, { of: "task", task }), isMetered);
}

/** What a month allows the person, the space and the installation, raised by what was approved. */
export async function capsOfMonth(
  db: Reader,
  policy: Policy,
  { space, account, month }: Caller,
  isMetered: boolean,
): Promise<readonly Cap[]> {
  const capped = (name: string, configured: MonthLimits, scope: Scope) => read(db, { month, scope: name, configured }, scope, isMetered);
  return [
    ...(await capsOfPerson(db, policy.month.person, { account, month }, isMetered)),
    ...(space === null ? [] : await capped(`space:${space}`, policy.month.space, { of: "space", month, space })),
    ...(await capped("installation", policy.month.installation, { of: "installation", month })),
  ];
}

/** A person is all of their accounts; their cap goes by the name of the first. */
async function capsOfPerson(
  db: Reader,
  configured: MonthLimits,
  { account, month }: Omit<Caller, "space">,
  isMetered: boolean,
): Promise<readonly Cap[]> {
  if (isUncapped(configured)) return [];
  const { people } = await loadDirectory(db, [account], null);
  const person = people[account];
  const others = person === undefined ? [] : Object.keys(people).filter((one) => people[one] === person);
  const accounts = [...new Set([account, ...others])].sort();
  return read(db, { month, scope: `person:${accounts[0]}`, configured }, { of: "person", month, accounts }, isMetered);
}

function isUncapped({ costMicros, tokens }: MonthLimits): boolean {
  return costMicros === null && tokens === null;
}

async function read(db: Reader, { month, scope, configured }: MonthScope, sums: Scope, isMetered: boolean): Promise<readonly Cap[]> {
  if (isUncapped(configured)) return [];
  const raised = (unit: keyof MonthLimits) => readRaise(db, { month, scope, unit });
  const added = { costMicros: await raised("costMicros"), tokens: await raised("tokens") };
  return monthCaps({ month, scope, configured }, added, await sumUp(db, sums), isMetered);
}

/** The calendar month of a moment, in UTC: `2026-11`. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}
