import { expect, test } from "vitest";
import type { Grant } from "../../src/domain/grant.ts";
import { coverOf, sayGrant } from "../../src/domain/grant-words.ts";

const grant: Grant = {
  id: "grt_1",
  owner: "discord:1",
  ownerName: "mia",
  tier: "external",
  kind: "shell",
  shape: "curl",
  needs: { writes: [], network: ["api.stripe.com"], secrets: [], hostPaths: [] },
  agents: [],
  space: "shop",
  room: null,
  givenAt: 0,
  expiresAt: 3_600_000,
  usesLeft: 1,
  revokedAt: null,
};

test("a standing approval is said with its id, where words take it back, and without beside a button", () => {
  expect(sayGrant(grant, 0)).toBe("grt_1 · shell `curl`, can send data to api.stripe.com · in shop · 1 more time, for 60 min");
  expect(coverOf({ ...grant, usesLeft: 2 }, 0)).toBe("shell `curl`, can send data to api.stripe.com · in shop · 2 more times, for 60 min");
});
