import { describe, expect, test } from "vitest";
import { isCovered, reachOf, recordOf, sayNeeds, tierOf, withheldOf } from "../../src/domain/need-table.ts";
import { type Needs, nothing } from "../../src/domain/needs.ts";
import type { Tier } from "../../src/domain/tier.ts";

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

describe("the subset rule", () => {
  const approved: Needs = { writes: ["src"], network: ["api.stripe.com"], secrets: ["STRIPE"], hostPaths: ["/srv"] };
  test.each<[string, Partial<Needs>, boolean]>([
    ["nothing", {}, true],
    ["the same", approved, true],
    ["a path below", { writes: ["src/pay"], hostPaths: ["/srv/a"] }, true],
    ["another path", { writes: ["lib"] }, false],
    ["one of two paths", { writes: ["src/pay", "lib"] }, false],
    ["a domain below the approved one", { network: ["x.api.stripe.com"] }, false],
    ["another port", { network: ["api.stripe.com:22"] }, false],
    ["another secret", { secrets: ["AWS"] }, false],
    ["another host path", { hostPaths: ["/etc"] }, false],
  ])("%s", (_what, asked, expected) => expect(isCovered({ ...nothing, ...asked }, approved)).toBe(expected));
});

describe("sayNeeds", () => {
  test("says the most worrying first, and nothing for what only reads", () => {
    expect(sayNeeds(nothing)).toEqual([]);
    expect(sayNeeds({ writes: ["."], network: ["a.com", "b.com"], secrets: ["KEY"], hostPaths: ["/srv"] })).toEqual([
      "may use /srv on the host",
      "uses the secret KEY",
      "can send data to a.com, b.com",
      "may change anything in the workspace",
    ]);
    expect(sayNeeds({ ...nothing, writes: ["src", "lib"] })).toEqual(["may change src, lib"]);
  });

  test.each([
    [["./"], "may change anything in the workspace"],
    [["src", ".//."], "may change anything in the workspace"],
    [["src, lib"], 'may change "src, lib"'],
    [["anything in the workspace"], 'may change "anything in the workspace"'],
    [["./src//a/", "größe.md"], "may change src/a/, größe.md"],
    [["a\u202eb"], 'may change "a\\u{202e}b"'],
  ])("says the paths %o as they are bound, and never so that they pass for others", (writes, words) => {
    expect(sayNeeds({ ...nothing, writes })).toEqual([words]);
  });
});

describe("what a sandbox is to give", () => {
  const needs: Needs = { writes: ["src"], network: ["GET api.stripe.com/v1/*"], secrets: ["STRIPE"], hostPaths: [] };

  test("is what was approved, part by part, and the audit keeps just that", () => {
    const { hostPaths: _, ...given } = needs;
    expect(reachOf(needs)).toEqual(given);
    expect(recordOf(reachOf(needs))).toEqual(given);
    expect(withheldOf(needs)).toBeNull();
  });

  test("is no path of the host: who needs one is refused, with its name", () => {
    expect(withheldOf({ ...needs, hostPaths: ["/srv/data"] })).toBe("it needs /srv/data on the host, which no step can have yet");
  });
});
