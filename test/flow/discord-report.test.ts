import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import type { Message } from "../fixtures/discord/channel.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";
import { summary } from "../fixtures/model-answers.ts";

async function open(options: HouseOptions) {
  const house = await openDiscordHouse(options);
  onTestFinished(house.close);
  const { discord, mia, room } = house;
  const root = mia.mention(room, "make the nightly export faster");
  const thread = () => discord.messages(discord.channel(root.id)).filter(({ author }) => author === discord.application.bot.id);
  const whole = () =>
    thread()
      .map((one) => discord.render(one))
      .join("\n");
  const refused = () => discord.calls().filter(({ status }) => status >= 400);
  return { ...house, thread, whole, refused };
}

const lines = (count: number, what: string) =>
  Array.from({ length: count }, (_, n) => `${what} ${n}: ${"measured again. ".repeat(6).trim()}`);
const reporting = (done: readonly string[]) => ({
  ...planning(looking),
  summary: { answer: { headline: "Measured.", done, not_done: [], next: [] } },
});

test("a report of 4,100 characters is split over messages in order, with nothing of it lost", async () => {
  const said = lines(40, "finding");
  const { mia, sees, whole, refused } = await open({ script: reporting(said) });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("[Retry]");
  for (const line of said) expect(whole()).toContain(line);
  expect(whole().indexOf("finding 3:")).toBeLessThan(whole().indexOf("finding 39:"));
  expect(refused()).toEqual([]);
});

test("one line of 2,001 characters is shown whole", async () => {
  const line = `begins here ${"x".repeat(1_980)} and ends`;
  const { mia, sees, whole, refused } = await open({ script: reporting([line]) });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("[Retry]");
  expect(whole()).toContain(line);
  expect(refused()).toEqual([]);
});

test("a report too long for a few messages is begun there and attached whole; Discord refuses nothing of it", async () => {
  const said = lines(600, "finding");
  const { discord, mia, sees, thread, refused } = await open({ script: reporting(said) });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("All of it is in report-1.md");
  const attached = await discord.until("the file", () => thread().find(({ attachments }) => attachments.length > 0), 40_000);
  for (const line of said) expect(discord.file(attached)).toContain(line);
  expect(refused()).toEqual([]);
});

test("a plan of fifteen thousand characters is split, its buttons are on the last part, and closed they are gone from all", async () => {
  const many = Array.from({ length: 30 }, (_, n) => ({
    ...looking,
    id: `look${n}`,
    title: `look ${n} ${"at every export there is ".repeat(8)}`,
    input: { command: `echo ${"x".repeat(250)} ${n}` },
    dependsOn: n === 0 ? [] : [`look${n - 1}`],
  }));
  const { discord, mia, sees, thread, whole } = await open({ script: { ...planning(...many), summary: summary("Looked.") } });
  const last = await sees("[Approve]");
  expect(thread().filter((one) => discord.render(one).includes("look")).length).toBeGreaterThan(1);
  for (const { title } of many) expect(whole()).toContain(title.trim().slice(0, 100));
  await mia.press(last, "Reject");
  await discord.until("the form", () => mia.modal());
  await mia.submit({});
  await sees("Cancelled: rejected by mia");
  const isOpen = (part: Message) => discord.render(discord.now(part) ?? part).includes("[Approve]");
  await discord.until("a closed plan", () => !thread().some(isOpen));
});

test("a report that may not be attached is posted whole", async () => {
  const said = lines(150, "finding");
  const house = await open({ script: reporting(said) });
  const { discord, mia, room, sees, whole, thread } = house;
  discord.guild.deny(room, "AttachFiles");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("All of it is in report-1.md");
  await discord.until("the text", () => whole().includes("finding 149:"), 40_000);
  for (const line of said) expect(whole()).toContain(line);
  expect(thread().flatMap(({ attachments }) => attachments)).toEqual([]);
});
