import { describe, expect, test } from "vitest";
import { coversPath, isCovered, type Needs, nothing, unite } from "../../src/domain/needs.ts";
import { sayNeeds } from "../../src/domain/needs-words.ts";

describe("coversPath", () => {
  test.each([
    ["src", "src", true],
    ["src", "src/login.ts", true],
    ["src/", "src/login.ts", true],
    ["src", "./src/login.ts", true],
    ["src", "src/", true],
    ["src", "src2", false],
    ["src", "src2/login.ts", false],
    ["src", ".", false],
    ["src/login", "src", false],
    [".", "anything/below", true],
    ["./", "anything", true],
    [".", "/etc/passwd", false],
    [".", "../sibling", false],
    ["src", "src/../lib", false],
    ["src", "src/..", false],
    ["/srv/data", "/srv/data/a", true],
    ["/srv/data", "/srv/database", false],
    ["/srv/data", "/srv/data/../etc", false],
    ["src", "lib/src", false],
  ])("%s covers %s: %s", (allowed, path, expected) => expect(coversPath(allowed, path)).toBe(expected));
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

  test("needs of several steps unite without repeats", () => {
    expect(unite(approved, { ...nothing, writes: ["src", "lib"] })).toEqual({ ...approved, writes: ["src", "lib"] });
  });
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
});
