import { describe, expect, test } from "vitest";
import { accountOf, type Principal } from "../../src/domain/principal.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { loadDirectory, notePrincipal } from "../../src/store/people.ts";
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
      expect(await loadDirectory(bench().db, [accountOf(somebody())])).toEqual({ people: {}, groups: {} });
      expect(await loadDirectory(bench().db, [])).toEqual({ people: {}, groups: {} });
    });

    test("what a channel says last is what is known, and it is written only when it changed", async () => {
      const who = somebody(["ops", "dev"]);
      await note(who, 1_000);
      await note({ ...who, groups: ["dev", "ops"] }, 2_000);
      expect(await seenAt(who)).toEqual([1_000, "jo"]);
      await note({ ...who, name: "joe", groups: ["dev"] }, 3_000);
      expect(await seenAt(who)).toEqual([3_000, "joe"]);
      expect(await loadDirectory(bench().db, [accountOf(who)])).toEqual({ people: {}, groups: { [accountOf(who)]: ["dev"] } });
    });

    test("with an account come all others of the same person, and nobody else's", async () => {
      const [here, there, stranger] = [somebody(), somebody(["ops"]), somebody(["ops"])];
      for (const one of [here, there, stranger]) await note(one, 1_000);
      const person = mintId("prs");
      await bench().sql`update principals set person = ${person} where account in ${bench().sql([accountOf(here), accountOf(there)])}`;
      await note({ ...here, name: "renamed" }, 2_000);
      expect(await loadDirectory(bench().db, [accountOf(here)])).toEqual({
        people: { [accountOf(here)]: person, [accountOf(there)]: person },
        groups: { [accountOf(here)]: [], [accountOf(there)]: ["ops"] },
      });
    });

    test("several processes may note one account at once", async () => {
      const who = somebody();
      await Promise.all(
        bench().clients.flatMap((client) =>
          ["a", "b", "c", "d"].map((name) => transact(client, (tx) => notePrincipal(tx, { ...who, name }, 1_000))),
        ),
      );
      expect((await loadDirectory(bench().db, [accountOf(who)])).groups).toEqual({ [accountOf(who)]: [] });
    });
  });
}
