import { expect, test } from "vitest";
import { compareTiers, highestTier, tiers } from "../../src/domain/tier.ts";

test("tiers are ordered from read to destructive", () => {
  expect(tiers.map((tier) => compareTiers(tier, "execute")).map(Math.sign)).toEqual([-1, -1, 0, 1, 1]);
  expect(highestTier(["write", "external", "read"])).toBe("external");
  expect(highestTier([])).toBe("read");
});
