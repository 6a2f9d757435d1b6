import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openSlackPlatform } from "../fixtures/slack-platform.ts";
import { describeAdapter } from "./adapter.ts";

const platforms = { slack: openSlackPlatform } as const;

for (const [channel, open] of Object.entries(platforms)) describeAdapter(channel, open);

test("every channel that is served has to hold it", async () => {
  const entries = await readdir(fileURLToPath(new URL("../../src/adapters/", import.meta.url)), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

  // The terminal shows what is asked for on it, and serves nobody.
  expect(Object.keys(platforms).sort()).toEqual(folders.filter((name) => name !== "terminal").sort());
});
