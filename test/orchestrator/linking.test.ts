import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf, type Principal } from "../../src/domain/principal.ts";
import { finishLink, startLink, unlink } from "../../src/orchestrator/linking.ts";
import { findPerson } from "../../src/orchestrator/naming.ts";
import { loadDirectory, notePrincipal } from "../../src/store/people.ts";
import { transact } from "../../src/store/transaction.ts";
import { outbound } from "../fixtures/cleaned.ts";
import { openTestTrail } from "../fixtures/trail.ts";
import { useBench } from "../store/bench.ts";

const bench = useBench();
let audit: Awaited<ReturnType<typeof openTestTrail>>;
beforeAll(async () => {
  audit = await openTestTrail(bench().db);
});
afterAll(() => audit.close());
const auditing = () => ({ audit: audit.trail, outbound });

const somebody = (channel: "slack" | "discord" = "slack", name = "jo"): Principal => ({ channel, id: randomUUID(), name, groups: [] });
const codeFor = async (who: Principal, now = 1_000) => {
  const told = await transact(bench().db, (tx) => startLink(tx, who, now));
  return /`link (\S+)`/.exec(told)?.[1] ?? "";
};
const use = (who: Principal, code: string, now = 2_000, db = bench().db) =>
  transact(db, (tx) => finishLink(tx, auditing(), who, code, now));
const peopleOf = async (...accounts: readonly Principal[]) => {
  const { people } = await loadDirectory(bench().db, accounts.map(accountOf), null);
  return accounts.map((who) => people[accountOf(who)] ?? null);
};

test("two accounts are one person once both sides have said so", async () => {
  const [here, there] = [somebody(), somebody("discord")];
  const code = await codeFor(here);
  expect(await peopleOf(here, there)).toEqual([null, null]);
  expect(await use(there, code)).toMatchObject({ done: true, text: expect.stringContaining(accountOf(here)) });
  const [one, other] = await peopleOf(here, there);
  expect(one).toMatch(/^prs_/);
  expect(other).toBe(one);
});

test("a code that is wrong, used, its own or older than fifteen minutes links nobody, and says so in one line", async () => {
  const [here, there, third] = [somebody(), somebody("discord"), somebody()];
  const code = await codeFor(here);
  for (const refused of [await use(there, "nonsense"), await use(here, code), await use(there, code, 1_000 + 15 * 60_000 + 1)]) {
    expect(refused).toMatchObject({ done: false, text: expect.not.stringContaining("\n") });
  }
  expect(await peopleOf(here, there)).toEqual([null, null]);
  expect((await use(there, code)).done).toBe(true);
  expect((await use(third, code)).done).toBe(false);
  expect(await peopleOf(third)).toEqual([null]);
});

test("a newer code makes the older one worthless, and the database keeps no code", async () => {
  const [here, there] = [somebody(), somebody("discord")];
  const [old, fresh] = [await codeFor(here), await codeFor(here)];
  const [row] = await bench().sql`select link_code from principals where account = ${accountOf(here)}`;
  expect(row?.["link_code"]).toMatch(/^[0-9a-f]{64}$/);
  expect((await use(there, old)).done).toBe(false);
  expect((await use(there, fresh)).done).toBe(true);
});

test("of several who use one code at once exactly one is linked", async () => {
  const here = somebody();
  const code = await codeFor(here);
  const others = Array.from({ length: 6 }, () => somebody("discord"));
  const told = await Promise.all(others.map((who, n) => use(who, code, 2_000, bench().clients[n % 3])));
  expect(told.filter(({ done }) => done)).toHaveLength(1);
  const [mine, ...theirs] = await peopleOf(here, ...others);
  expect(theirs.filter((person) => person === mine)).toHaveLength(1);
});

test("people who are linked join whole, and leave one by one", async () => {
  const [a, b, c, d] = [somebody(), somebody("discord"), somebody(), somebody("discord")];
  await use(b, await codeFor(a));
  await use(d, await codeFor(c));
  await use(c, await codeFor(a));
  expect(new Set(await peopleOf(a, b, c, d)).size).toBe(1);
  await transact(bench().db, (tx) => unlink(tx, auditing(), d));
  const [first, second, third, left] = await peopleOf(a, b, c, d);
  expect([second, third, left]).toEqual([first, first, null]);
  await transact(bench().db, (tx) => unlink(tx, auditing(), b));
  expect(await transact(bench().db, (tx) => unlink(tx, auditing(), c))).toContain(accountOf(a));
  // Who is left alone is linked to nobody.
  expect(await peopleOf(a)).toEqual([null]);
  expect(await transact(bench().db, (tx) => unlink(tx, auditing(), a))).toBe("This account is not linked to any other.");
});

test("somebody is found by mention, account or name; several of one name are told apart, nobody is guessed", async () => {
  const name = `kim-${randomUUID()}`;
  const kim = { ...somebody("slack", name), groups: ["ops"], member: "full" } as const;
  const note = (who: Principal) => transact(bench().db, (tx) => notePrincipal(tx, who, 1_000));
  await note(kim);
  const find = (said: string, channel: "slack" | "discord" = "slack") =>
    findPerson(bench().db, said, [{ text: "<@U7>", who: { ...kim, id: "U7" } }], channel);
  expect(await find("<@U7>")).toMatchObject({ ok: true, who: { id: "U7" } });
  expect(await find(accountOf(kim), "discord")).toEqual({ ok: true, who: kim });
  expect(await find(`@${name.toUpperCase()}`)).toEqual({ ok: true, who: kim });
  expect(await find(name, "discord")).toMatchObject({ ok: false, reason: expect.stringContaining(`I know nobody called ${name}`) });
  const other = somebody("slack", name);
  await note(other);
  const found = await find(name);
  expect(found).toMatchObject({ ok: false });
  for (const who of [kim, other]) expect(found).toMatchObject({ reason: expect.stringContaining(accountOf(who)) });
});
