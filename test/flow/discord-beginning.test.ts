import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { openDiscordHouse } from "../fixtures/discord-house.ts";

async function open() {
  const house = await openDiscordHouse({ script: planning(looking) });
  onTestFinished(house.close);
  return house;
}

test.each([
  ["GET /users/@me", { kind: "error", status: 503, times: 2 }],
  ["GET /gateway/bot", { kind: "reset" }],
] as const)("a process that begins while %s is troubled (%o) waits and begins", async (route, fault) => {
  const { discord, mia, room, sees, restart } = await open();
  await restart(() => discord.fault(route, fault));
  expect(discord.calls(route).some((call) => call.fault === fault.kind)).toBe(true);
  mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
});

test("a process is there while Discord is away, can be ended, and serves it once it is there, with what was said meanwhile", async () => {
  const { discord, mia, room, sees, restart } = await open();
  const away = () => discord.fault("GET /users/@me", { kind: "error", status: 503, times: 1_000 });
  await restart(away);
  await restart(() => void mia.mention(room, "make the nightly export faster"));
  discord.clearFaults();
  await sees("plan v1", "[Approve]");
});
