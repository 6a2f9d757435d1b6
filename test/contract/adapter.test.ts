import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openDiscordPlatform } from "../fixtures/discord-platform.ts";
import { openSlackPlatform } from "../fixtures/slack-platform.ts";
import { describeAdapter } from "./adapter.ts";

const platforms = { slack: openSlackPlatform, discord: openDiscordPlatform } as const;

for (const [channel, open] of Object.entries(platforms)) describeAdapter(channel, open);

test("every channel that is served has to hold it", async () => {
  const files = await readdir(fileURLToPath(new URL("../../src/adapters/", import.meta.url)), { recursive: true });
  // An adapter is in the file that is named like its folder. The terminal shows what is asked for on it, and serves nobody.
  const served = files.flatMap((file) => /^(\w+)\/\1\.ts$/.exec(file)?.[1] ?? []).filter((name) => name !== "terminal");
  expect(Object.keys(platforms).sort()).toEqual(served.sort());
});
