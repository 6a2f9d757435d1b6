import { describe, expect, test } from "vitest";
import { readFact, stateFact } from "../../src/store/installation.ts";
import { type OpenBench, useBench } from "./bench.ts";

/** What an installation knows about itself. */
export function describeInstallation(open: OpenBench): void {
  describe("the installation", () => {
    const bench = useBench(open);

    test("a fact is stated once: of many at once one stands, and stays", async () => {
      expect(await readFact(bench().db, "owner")).toBeNull();
      const claims = Array.from({ length: 20 }, (_, n) => stateFact(bench().clients[n % 3] ?? bench().db, "owner", `slack:U${n}`));
      const stated = await Promise.all(claims);
      expect(stated.filter((first) => first)).toHaveLength(1);
      expect(await readFact(bench().db, "owner")).toBe(`slack:U${stated.indexOf(true)}`);
      expect(await stateFact(bench().db, "owner", "slack:late")).toBe(false);
    });

    test("a text that looks like a number stays a text", async () => {
      expect(await stateFact(bench().db, "audit_key", "1234567890e12345")).toBe(true);
      expect(await readFact(bench().db, "audit_key")).toBe("1234567890e12345");
    });

    test("facts do not touch each other", async () => {
      expect(await stateFact(bench().db, "claim", "digest")).toBe(true);
      expect(await readFact(bench().db, "claim")).toBe("digest");
      expect(await readFact(bench().db, "owner")).not.toBe("digest");
    });
  });
}
