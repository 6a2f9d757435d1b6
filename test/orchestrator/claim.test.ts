import { afterEach, beforeEach, expect, test } from "vitest";
import { claimInstallation, makeClaimCode } from "../../src/orchestrator/claim.ts";
import { readFact } from "../../src/store/installation.ts";
import { transact } from "../../src/store/transaction.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { openTestTrail } from "../fixtures/trail.ts";
import { type Bench, openBench } from "../store/bench.ts";

let database: TestDatabase;
let bench: Bench;
let audit: Awaited<ReturnType<typeof openTestTrail>>;
beforeEach(async () => {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  database = await server.database();
  bench = await openBench(database.url);
  audit = await openTestTrail(bench.db);
});
afterEach(async () => {
  await audit.close();
  await bench.close();
  await database.drop();
});

const claim = (account: string, code: string, client = bench.db) =>
  transact(client, (tx) => claimInstallation(tx, audit.trail, account, code));
async function makeCode(): Promise<string> {
  const code = await makeClaimCode(bench.db);
  if (code === null) throw new Error("a new installation has a code");
  return code;
}

test("the code is made once, and the database keeps only its digest", async () => {
  const codes = await Promise.all(bench.clients.map((client) => makeClaimCode(client)));
  expect(codes.filter((code) => code !== null)).toHaveLength(1);
  const kept = await readFact(bench.db, "claim");
  expect(kept).toMatch(/^[0-9a-f]{64}$/);
  expect(codes).not.toContain(kept);
});

test("a wrong code is refused, whatever its form, and makes nobody the owner", async () => {
  const code = await makeCode();
  for (const wrong of ["", "x", code.slice(1), `${code} `, code.split("").toReversed().join("")]) {
    expect(await claim("slack:U1", wrong)).toMatch(/not the code/);
  }
  expect(await readFact(bench.db, "owner")).toBeNull();
});

test("the right code makes one owner, however many send it at once, and no other after that", async () => {
  const code = await makeCode();
  const told = await Promise.all(Array.from({ length: 9 }, (_, n) => claim(`slack:U${n}`, code, bench.clients[n % 3])));
  const owners = told.flatMap((text, n) => (/You are the owner/.test(text) ? [`slack:U${n}`] : []));
  expect(owners).toHaveLength(1);
  expect(await readFact(bench.db, "owner")).toBe(owners[0]);
  expect(await claim("slack:late", code)).toMatch(/has an owner already/);
  expect(await makeClaimCode(bench.db)).toBeNull();
});

test("an installation without a code cannot be claimed", async () => {
  expect(await claim("slack:U1", "anything")).toMatch(/not the code/);
  expect(await readFact(bench.db, "owner")).toBeNull();
});
