import { describe, expect, test } from "vitest";
import { coversPath, type Needs, nothing, unite } from "../../src/domain/needs.ts";

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
    [".//.", "anything/below", true],
    ["src", "src//login.ts", true],
    ["/", "/srv", false],
  ])("%s covers %s: %s", (allowed, path, expected) => expect(coversPath(allowed, path)).toBe(expected));
});

test("needs of several steps unite without repeats", () => {
  const approved: Needs = { writes: ["src"], network: ["api.stripe.com"], secrets: ["STRIPE"], hostPaths: ["/srv"] };
  expect(unite(approved, { ...nothing, writes: ["src", "lib"] })).toEqual({ ...approved, writes: ["src", "lib"] });
});
