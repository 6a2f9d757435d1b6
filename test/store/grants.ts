import { describe, expect, test } from "vitest";
import type { Grant } from "../../src/domain/grant.ts";
import { nothing } from "../../src/domain/needs.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { addGrant, holdGrants, listGrants, loadGrant, revokeGrant, takeGrant } from "../../src/store/grants.ts";
import { transact } from "../../src/store/transaction.ts";
import { type OpenBench, useBench } from "./bench.ts";

/** Standing approvals, counted once however many tasks use them. */
export function describeGrants(open: OpenBench): void {
  describe("standing approvals", () => {
    const bench = useBench(open);

    const give = async (rest: Partial<Grant> = {}) => {
      const grant: Grant = {
        id: mintId("grt"),
        owner: `slack:${mintId("cnv")}`,
        ownerName: "olga",
        tier: "external",
        kind: "execute",
        shape: "git push",
        needs: { ...nothing, network: ["git.example"] },
        agents: ["codex"],
        space: mintId("cnv"),
        room: null,
        givenAt: 1_000,
        expiresAt: Date.now() + 3_600_000,
        usesLeft: 3,
        revokedAt: null,
        ...rest,
      };
      await transact(bench().db, (tx) => addGrant(tx, grant));
      return grant;
    };
    const inForce = (space: string | null) => transact(bench().db, (tx) => holdGrants(tx, space, []));

    test("come back as they were given, in their space only", async () => {
      const grant = await give();
      expect(await inForce(grant.space)).toEqual([grant]);
      expect(await inForce("elsewhere")).toEqual([]);
      expect((await inForce(null)).map((one) => one.id)).not.toContain(grant.id);
      expect(await listGrants(bench().db, grant.owner)).toEqual([grant]);
      expect(await listGrants(bench().db, "slack:nobody")).toEqual([]);
    });

    test.each<[string, Partial<Grant>]>([
      ["used up", { usesLeft: 0 }],
      ["past their time", { expiresAt: 1_000 }],
      ["taken back", { revokedAt: 2_000 }],
    ])("that are %s hold no more", async (_what, rest) => {
      const grant = await give(rest);
      expect(await inForce(grant.space)).toEqual([]);
      expect(await listGrants(bench().db, grant.owner)).toEqual([]);
      await expect(transact(bench().db, (tx) => takeGrant(tx, grant.id))).rejects.toThrow("is not in force");
    });

    test("that a step relies on are read however they stand", async () => {
      const grant = await give({ usesLeft: 0, revokedAt: 2_000 });
      expect(await transact(bench().db, (tx) => holdGrants(tx, grant.space, [grant.id]))).toEqual([grant]);
      expect(await loadGrant(bench().db, grant.id)).toEqual(grant);
      expect(await loadGrant(bench().db, mintId("grt"))).toBeUndefined();
    });

    test("are used as often as was given, by any number of tasks at once", async () => {
      const grant = await give({ usesLeft: 5 });
      const use = () =>
        transact(bench().db, async (tx) => {
          const [held] = await holdGrants(tx, grant.space, []);
          if (held) await takeGrant(tx, held.id);
          return held !== undefined;
        });
      const used = await Promise.all(Array.from({ length: 12 }, use));
      expect(used.filter((one) => one)).toHaveLength(5);
    });

    test("are taken back by who gave them, once, and by nobody else", async () => {
      const grant = await give();
      const revoke = (owner: string | null) => transact(bench().db, (tx) => revokeGrant(tx, grant.id, owner));
      expect(await revoke("slack:somebody")).toBeNull();
      expect(await inForce(grant.space)).toHaveLength(1);
      expect(await revoke(grant.owner)).toMatchObject({ id: grant.id });
      expect(await revoke(null)).toBeNull();
      expect(await inForce(grant.space)).toEqual([]);
    });
  });
}
