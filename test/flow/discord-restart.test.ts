import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord } = house;
  return { ...house, shown: (words: string) => discord.messages().filter((one) => discord.render(one).includes(words)) };
}

describe.each([
  ["in good order", false],
  ["by a kill", true],
] as const)("a process that ends %s", (_, isApart) => {
  test("between the plan and the click loses nothing: the same button counts, and it goes on where it was", async () => {
    const house = await open({ isApart });
    const { mia, room, sees, shown, look } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    await (isApart ? house.kill() : house.restart());
    await mia.press(plan, "Approve");
    await sees("The export was measured.");
    expect(look(plan)).toContain("Closed: approved by mia");
    expect(shown("plan v1")).toHaveLength(1);
  });

  test("hears what was said and how people reacted while it was away, in a server and in direct messages", async () => {
    const house = await open({ isApart });
    const { mia, jon, room, sees, shown, app } = house;
    const root = mia.tell("make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    expect(plan.channel).toBe(root.channel);
    await (isApart ? house.kill : house.restart)(() => {
      mia.react(plan, "✅");
      jon.mention(room, "and the weekly one");
    });
    await sees("The export was measured.");
    await sees("#2", "plan v1", "[Approve]");
    expect(await app().database.sql`select id from tasks`).toHaveLength(2);
    expect(shown("#2")).toHaveLength(1);
  });

  test("hears what was put on the card and on a closed plan while it was away", async () => {
    const house = await open({ isApart, script: planning({ ...looking, input: { command: "sleep 30; ls exports" } }) });
    const { mia, room, sees } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    await mia.press(plan, "Approve");
    const card = await sees("[Stop]", "approved by mia");
    await (isApart ? house.kill : house.restart)(() => mia.react(isApart ? plan : card, "🛑"));
    await sees("Cancelled");
  });

  test("while a step runs carries it on, and the report comes once", async () => {
    const house = await open({ isApart, script: planning({ ...looking, input: { command: "sleep 4; ls exports" } }) });
    const { mia, room, sees, shown } = house;
    mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve]"), "Approve");
    await sees("[Stop]", "approved by mia");
    await (isApart ? house.kill() : house.restart());
    await sees("The export was measured.");
    await sees("2/2 · done");
    expect(shown("[Retry]")).toHaveLength(1);
    expect(shown("2/2 · done")).toHaveLength(1);
  });
});

test("a process that is killed between a post and its answer does not post again, even when Discord forgot the nonce", async () => {
  const house = await open({ isApart: true, discord: { nonceLifeMs: 0 } });
  const { mia, room, sees, shown, look, discord } = house;
  discord.fault("POST /channels/:channel/messages", { kind: "late-answer", where: (body) => JSON.stringify(body).includes("plan v1") });
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  await house.kill();
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(shown("plan v1")).toHaveLength(1);
  await discord.until("the plan is closed", () => look(plan).includes("Closed: approved by mia"));
});

test("a thread that a moderator deleted is not begun again by a process that begins anew: the report comes to whoever asked", async () => {
  const house = await open({ script: planning({ ...looking, input: { command: "sleep 4; ls exports" } }) });
  const { discord, mia, room, sees } = house;
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("[Stop]", "approved by mia");
  await house.restart(() => {
    for (const thread of discord.guild.threads(room)) discord.guild.deleteChannel(thread);
  });
  const report = await sees("The export was measured.");
  expect(report.channel).toBe(mia.dm().id);
  expect(discord.guild.threads(room)).toEqual([]);
});

test("what goes on by replies in its channel does so in a process that begins anew", async () => {
  const house = await open();
  const { discord, mia, room, sees } = house;
  discord.guild.deny(room, "CreatePublicThreads");
  const root = mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  await house.restart(() => discord.guild.allow(room, "CreatePublicThreads"));
  await mia.press(plan, "Approve");
  const report = await sees("The export was measured.");
  expect([report.channel, report.reference?.message]).toEqual([room.id, root.id]);
  expect(discord.guild.threads(room)).toEqual([]);
});
