import { expect, onTestFinished, test } from "vitest";
import { rounds } from "../fixtures/chat-scripts.ts";
import { openDiscordHouse } from "../fixtures/discord-house.ts";

test.each(["direct messages", "a thread of a server"] as const)(
  "in %s: two rounds of questions, a change by form, an emoji approves, a confirmation by button, live progress, and the diff",
  async (where) => {
    const house = await openDiscordHouse({ script: rounds });
    onTestFinished(house.close);
    const { discord, mia, room, sees, look } = house;
    const before = discord.messages().length;
    const request = "make the nightly export faster";
    const root = where === "direct messages" ? mia.tell(request) : mia.mention(room, request);
    await mia.press(await sees("Which export?"), "orders");
    await sees("What is fast enough?");
    const place = where === "direct messages" ? mia.dm() : discord.channel(root.id);
    if (place === undefined) throw new Error("no thread was begun");
    mia.say(place, "under 15 minutes");
    const first = await sees("plan v1", "[Approve");
    await mia.press(first, "Request changes");
    await discord.until("the form", () => mia.modal());
    await mia.submit({ text: "keep the schema" });
    const second = await sees("plan v2", "[Approve");
    await discord.until("the first is closed", () => look(first).includes("changes requested by mia: keep the schema"));
    mia.react(second, "✅");
    const step = await sees("one step", "api.pay.com", "[Approve");
    await discord.until("the second is closed", () => look(second).includes("approved by mia"));
    await mia.press(step, "Approve");
    await discord.until("the form", () => mia.modal());
    await mia.submit({});
    const result = await sees("The export was measured.", "[Retry]");
    const attached = await discord.until(
      "the diff",
      () => discord.messages(place).find(({ attachments }) => attachments.length > 0),
      40_000,
    );
    expect(discord.file(attached)).toContain("+export const batch = 5000;");
    const card = await sees("3/3 · done");
    expect(discord.versions(card).length).toBeGreaterThan(1);
    // All of it is in one place, new messages called somebody, and nothing was there twice or refused by Discord.
    const ours = discord
      .messages()
      .slice(before)
      .filter(({ author }) => author === discord.application.bot.id);
    expect(ours.map(({ channel }) => channel)).toEqual(ours.map(() => place.id));
    for (const message of [first, second, step, result])
      expect(discord.notices(mia)).toContainEqual(expect.objectContaining({ id: message.id }));
    expect(discord.failures()).toEqual([]);
    expect(discord.calls().filter(({ status }) => status >= 400)).toEqual([]);
  },
);
