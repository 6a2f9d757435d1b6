import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installationChain } from "../../src/domain/audit.ts";
import type { Grant } from "../../src/domain/grant.ts";
import { nothing } from "../../src/domain/needs.ts";
import { accountOf, type Principal } from "../../src/domain/principal.ts";
import { claimInstallation, makeClaimCode } from "../../src/orchestrator/claim.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { finishLink, startLink, unlink } from "../../src/orchestrator/linking.ts";
import { giveGrant, takeBackGrant } from "../../src/orchestrator/standing.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { readGround } from "../../src/store/audit/ground.ts";
import { readAudit } from "../../src/store/audit/trail.ts";
import { verifyChain } from "../../src/store/audit/verification.ts";
import { sql } from "../../src/store/drizzle.ts";
import { holdGrants, takeGrant } from "../../src/store/grants.ts";
import { transact } from "../../src/store/transaction.ts";
import { openTestTrail } from "../fixtures/trail.ts";
import { useBench } from "../store/bench.ts";

const bench = useBench();
const outbound = createOutbound({ redact: (text) => text });
let opened: Awaited<ReturnType<typeof openTestTrail>>;
beforeAll(async () => {
  opened = await openTestTrail(bench().db);
});
afterAll(() => opened.close());

const auditing = () => ({ audit: opened.trail, outbound });
const somebody = (): Principal => ({ channel: "slack", id: mintId("cnv"), name: "jo", groups: [] });
const grantOf = (owner: Principal): Grant => ({
  id: mintId("grt"),
  owner: accountOf(owner),
  ownerName: owner.name,
  tier: "external",
  kind: "execute",
  shape: "git push",
  needs: { ...nothing, network: ["git.example"] },
  agents: [],
  space: null,
  room: null,
  givenAt: 1_000,
  expiresAt: Date.now() + 3_600_000,
  usesLeft: 3,
  revokedAt: null,
});
const give = async (grant: Grant, client = bench().db) => {
  await transact(client, (tx) => giveGrant(tx, auditing(), grant, "tsk_1"));
  return grant;
};
const revoke = (id: Grant["id"], by: string, of: string | null = by, client = bench().db) =>
  transact(client, (tx) => takeBackGrant(tx, auditing(), id, { by, of }));
const link = async (one: Principal, other: Principal, client = bench().db) => {
  const told = await transact(client, (tx) => startLink(tx, one, Date.now()));
  const code = /`link (\S+)`/.exec(told)?.[1] ?? "";
  return transact(client, (tx) => finishLink(tx, auditing(), other, code, Date.now()));
};
const leave = (who: Principal, client = bench().db) => transact(client, (tx) => unlink(tx, auditing(), who));
const verify = async () => (await verifyChain(bench().db, opened.trail, installationChain)).broken;
const told = async (since: number) =>
  (await readAudit(bench().db, installationChain)).slice(since).map(({ action, by, detail }) => [action, by, detail]);
const entries = async () => (await readAudit(bench().db, installationChain)).length;

describe("what rights rest on", () => {
  test("is written down with who did it: claimed, linked, unlinked, given and taken back; what changes nothing is not", async () => {
    const [one, other] = [somebody(), somebody()];
    const since = await entries();
    const code = (await makeClaimCode(bench().db)) ?? "";
    for (const said of ["wrong", code, code]) await transact(bench().db, (tx) => claimInstallation(tx, opened.trail, accountOf(one), said));
    await link(one, other);
    await leave(other);
    await leave(other);
    const grant = await give(grantOf(one));
    expect(await revoke(grant.id, accountOf(other))).toBeNull();
    await revoke(grant.id, accountOf(other), null);
    const [a, b] = [accountOf(one), accountOf(other)];
    const { id, expiresAt } = grant;
    expect(await told(since)).toEqual([
      ["owner.claimed", a, null],
      ["accounts.linked", b, { accounts: [a, b] }],
      ["accounts.unlinked", b, { account: b, from: [a] }],
      ["grant.given", a, { grant: id, task: "tsk_1", kind: "execute", shape: "git push", space: null, room: null, expiresAt }],
      ["grant.revoked", b, { grant: id, owner: a }],
    ]);
    expect(await verify()).toBeNull();
  });

  test("may be used without an entry here: a use is one of its task's", async () => {
    const grant = await give(grantOf(somebody()));
    await transact(bench().db, async (tx) => {
      await holdGrants(tx, null, []);
      await takeGrant(tx, grant.id);
    });
    expect(await verify()).toBeNull();
  });

  test("has one chain without gap or fork, however many processes change it at once", async () => {
    const since = await entries();
    const clients = bench().clients;
    await Promise.all(
      Array.from({ length: 9 }, async (_, n) => {
        const [client, one, other] = [clients[n % clients.length], somebody(), somebody()];
        await link(one, other, client);
        const grant = await give(grantOf(one), client);
        await Promise.all([leave(one, client), revoke(grant.id, accountOf(one), accountOf(one), client)]);
      }),
    );
    expect(await entries()).toBe(since + 9 * 4);
    expect(await verify()).toBeNull();
  });

  test.each<[string, (id: string) => ReturnType<typeof sql>]>([
    ["a standing approval that was prolonged", (id) => sql`update grants set expires_at = expires_at + interval '1 day' where id = ${id}`],
    ["one whose needs were widened", (id) => sql`update grants set needs = '{}' where id = ${id}`],
    ["one that was given to somebody else", (id) => sql`update grants set owner = 'slack:evil' where id = ${id}`],
    ["one that is not taken back any more", () => sql`update grants set revoked_at = null where revoked_at is not null`],
    ["an account that was linked by hand", (id) => sql`update principals set person = ${id} where person is null`],
    ["an account that was unlinked by hand", () => sql`update principals set person = null`],
    ["a parting that was forgotten", () => sql`delete from partings where id = (select max(id) from partings)`],
    ["another owner", () => sql`update installation set value = '"slack:evil"' where key = 'owner'`],
  ])("is digested so that any change shows: %s", async (_what, change) => {
    const [one, other] = [somebody(), somebody()];
    await link(one, other);
    await leave(one);
    await link(one, other);
    const grant = await give(grantOf(one));
    await revoke((await give(grantOf(one))).id, accountOf(one));
    const { seals } = opened.trail;
    const before = await readGround(bench().db, seals);
    const undone = transact(bench().db, async (tx) => {
      await tx.execute(change(grant.id));
      expect(await readGround(tx, seals)).not.toBe(before);
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await readGround(bench().db, seals)).toBe(before);
  });

  test("and was changed behind the program's back is found: a standing approval written by hand", async () => {
    const grant = await give(grantOf(somebody()));
    expect(await verify()).toBeNull();
    await bench().sql`
      insert into grants (id, owner, owner_name, tier, kind, shape, needs, agents, given_at, expires_at, uses_left)
      select ${`${grant.id}x`}, owner, owner_name, tier, kind, shape, needs, agents, given_at, expires_at, 20 from grants where id = ${grant.id}`;
    expect(await verify()).toMatchObject({
      fault: "outside",
      what: expect.stringContaining("standing approvals were changed without an entry"),
    });
    // What is done properly afterwards does not hide it.
    await give(grantOf(somebody()));
    expect(await verify()).toMatchObject({ fault: "outside" });
  });
});
