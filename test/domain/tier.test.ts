import { describe, expect, test } from "vitest";
import { type Needs, nothing } from "../../src/domain/needs.ts";
import { compareTiers, highestTier, type Tier, tierOf, tiers } from "../../src/domain/tier.ts";

describe("tierOf", () => {
  test.each<[Tier, Partial<Needs>, string | null, Tier]>([
    ["read", {}, null, "read"],
    ["read", { writes: ["src"] }, null, "write"],
    ["execute", { writes: ["src"] }, null, "execute"],
    ["read", { network: ["a.com"] }, null, "external"],
    ["read", { secrets: ["KEY"] }, null, "external"],
    ["read", { hostPaths: ["/srv"], network: ["a.com"] }, null, "destructive"],
    ["execute", {}, "read", "execute"],
    ["read", {}, "destructive", "destructive"],
    ["read", { network: ["a.com"] }, "write", "external"],
    ["execute", {}, "harmless", "execute"],
  ])("%s with %o labelled %s is %s", (base, needs, label, expected) => {
    expect(tierOf(base, { ...nothing, ...needs }, label)).toBe(expected);
  });
});

test("tiers are ordered from read to destructive", () => {
  expect(tiers.map((tier) => compareTiers(tier, "execute")).map(Math.sign)).toEqual([-1, -1, 0, 1, 1]);
  expect(highestTier(["write", "external", "read"])).toBe("external");
  expect(highestTier([])).toBe("read");
});
