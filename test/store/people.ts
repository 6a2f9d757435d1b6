import { describe, expect, test } from "vitest";
import { accountOf, type Principal, wereSamePerson } from "../../src/domain/principal.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { dropLink, loadDirectory, noteGroups, notePrincipal } from "../../src/store/people.ts";
import { transact } from "../../src/store/transaction.ts";
import { type OpenBench, useBench } from "./bench.ts";

/** Accounts and the people they belong to. */
export function describePeople(open: OpenBench): void {
  describe("people", () => {
    const bench = useBench(open);

    const somebody = (groups: readonly string[] = []): Principal => ({ channel: "slack", id: mintId("cnv"), name: "jo", groups });
    const note = (who: Principal, at: number) => transact(bench().db, (tx) => notePrincipal(tx, who, at));
    const seenAt = async (who: Principal) => {
      const [row] = await bench().sql`select seen_at, name from principals where account = ${accountOf(who)}`;
      return [row?.["seen_at"].getTime(), row?.["name"]];
    };

    test("an account nobody saw keeps what it came with", async () => {
      expect(await loadDirectory(bench().db, [accountOf(somebody())], null)).toEqual({ people: {}, groups: {}, parted: [] });
      expect(await loadDirectory(bench().db, [], null)).toEqual({ people: {}, groups: {}, parted: [] });
    });

    test("what a channel says last is what is known, and it is written only when it changed", async () => {
      const who = somebody(["ops", "dev"]);
      await note(who, 1_000);
      await note({ ...who, groups: ["dev", "ops"] }, 2_000);
      expect(await seenAt(who)).toEqual([1_000, "jo"]);
      await note({ ...who, name: "joe", groups: ["dev"] }, 3_000);
      expect(await seenAt(who)).toEqual([3_000, "joe"]);
      expect(await loadDirectory(bench().db, [accountOf(who)], null)).toEqual({
        people: {},
        groups: { [accountOf(who)]: ["dev"] },
        parted: [],
      });
    });

    test("what one workspace says of groups takes nobody out of another one's, and what none calls its own counts no more", async () => {
      const [one, both] = [somebody(["ops"]), somebody(["T1/S9", "T1/ops", "ops", "S9"])];
      await note(one, 1_000);
      await note(both, 1_000);
      const groupsOf = async (who: Principal) => (await loadDirectory(bench().db, [accountOf(who)], null)).groups[accountOf(who)];
      const tell = async (groups: Readonly<Record<string, readonly string[]>>, within: string | null) => {
        await transact(bench().db, (tx) => noteGroups(tx, "slack", new Map(Object.entries(groups)), within));
        return [await groupsOf(one), await groupsOf(both)];
      };
      const told = { [one.id]: ["T2/S2", "T2/dev"], [both.id]: ["T2/S2", "T2/dev"] };
      expect(await tell(told, "T2")).toEqual([
        ["T2/S2", "T2/dev"],
        ["T1/S9", "T1/ops", "T2/S2", "T2/dev"],
      ]);
      expect(await tell({ [both.id]: ["T2/S2"] }, "T2")).toEqual([[], ["T1/S9", "T1/ops", "T2/S2"]]);
      expect(await tell({}, "T1")).toEqual([[], ["T2/S2"]]);
      expect(await tell({ [one.id]: ["S1", "ops"] }, null)).toEqual([["S1", "ops"], []]);
    });

    test("with an account come all others of the same person, and nobody else's", async () => {
      const [here, there, stranger] = [somebody(), somebody(["ops"]), somebody(["ops"])];
      for (const one of [here, there, stranger]) await note(one, 1_000);
      const person = mintId("prs");
      await bench().sql`update principals set person = ${person} where account in ${bench().sql([accountOf(here), accountOf(there)])}`;
      await note({ ...here, name: "renamed" }, 2_000);
      expect(await loadDirectory(bench().db, [accountOf(here)], null)).toEqual({
        people: { [accountOf(here)]: person, [accountOf(there)]: person },
        groups: { [accountOf(here)]: [], [accountOf(there)]: ["ops"] },
        parted: [],
      });
    });

    const link = async (person: string, ...whom: readonly Principal[]) =>
      void (await bench().sql`update principals set person = ${person} where account in ${bench().sql(whom.map(accountOf))}`);
    const leave = (who: Principal) => transact(bench().db, (tx) => dropLink(tx, accountOf(who)));

    test("who left a person is known with whom they left, and with whoever they belong to now, for what began before", async () => {
      const [asked, voted, later, stranger] = [somebody(), somebody(), somebody(), somebody()];
      for (const one of [asked, voted, later, stranger]) await note(one, 1_000);
      await link(mintId("prs"), asked, voted);
      expect(await leave(voted)).toEqual([accountOf(asked)]);
      const person = mintId("prs");
      await link(person, voted, later);
      const directory = await loadDirectory(bench().db, [accountOf(later)], 1_000);
      expect(directory.people).toEqual({ [accountOf(voted)]: person, [accountOf(later)]: person });
      expect(directory.parted).toContainEqual([accountOf(voted), accountOf(asked)]);
      expect(wereSamePerson(later, asked, directory)).toBe(true);
      expect(wereSamePerson(later, stranger, directory)).toBe(false);
    });

    test("who left a person before something began is nobody of theirs in it", async () => {
      const [asked, voted] = [somebody(), somebody()];
      for (const one of [asked, voted]) await note(one, 1_000);
      await link(mintId("prs"), asked, voted);
      await leave(asked);
      const at = Date.now() + 120_000;
      expect((await loadDirectory(bench().db, [accountOf(voted)], at)).parted).toEqual([]);
      expect((await loadDirectory(bench().db, [accountOf(voted)], null)).parted).toEqual([]);
    });

    test("several processes may note one account at once", async () => {
      const who = somebody();
      await Promise.all(
        bench().clients.flatMap((client) =>
          ["a", "b", "c", "d"].map((name) => transact(client, (tx) => notePrincipal(tx, { ...who, name }, 1_000))),
        ),
      );
      expect((await loadDirectory(bench().db, [accountOf(who)], null)).groups).toEqual({ [accountOf(who)]: [] });
    });
  });
}
