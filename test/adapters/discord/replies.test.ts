import { describe, expect, onTestFinished, test } from "vitest";
import { openInteractions } from "../../../src/adapters/discord/interactions.ts";
import { wordsOf } from "../../../src/adapters/discord/replies.ts";
import type { DiscordOptions } from "../../fixtures/discord/discord.ts";
import type { Fault } from "../../fixtures/discord/faults.ts";
import { command, openAnswers } from "../../fixtures/discord-answers.ts";

async function open(options: DiscordOptions = {}) {
  const house = await openAnswers(options);
  onTestFinished(house.discord.close);
  const { discord, mia, room, replies } = house;
  const who = { user: mia.id, channel: room.id };
  const ask = async () => {
    const to = await command(discord, replies, mia, room);
    replies.note(who, to, Date.now(), true);
    return to;
  };
  const seen = () => discord.messages(room).map((one) => discord.render(one));
  return { ...house, who, ask, seen };
}

const thinking = "is thinking…";

describe("the end of what says it is thinking", () => {
  test.each([
    ["longer than a message", `Heard: ${"said again and again. ".repeat(180)}`],
    ["one word without an end", `Heard: ${"x".repeat(4_500)}`],
    ["many lines", Array.from({ length: 60 }, (_, n) => `#${n} ${"a title ".repeat(12)}— executing`).join("\n")],
  ] as const)("comes, though it is %s", async (_, text) => {
    const { discord, replies, ask, seen } = await open();
    await replies.finish(await ask(), text);
    expect(seen().join("\n")).not.toContain(thinking);
    expect(seen()[0]).toContain(text.slice(0, 60).trimEnd());
    expect(discord.calls().filter(({ status }) => status >= 400)).toEqual([]);
  });

  test("shows titles to the letter, our own marks as marks, and the channel it goes on in as a link", async () => {
    const { discord, room, replies, ask } = await open();
    await replies.finish(await ask(), `#1 ||hidden|| *it* @everyone\nReply with \`retry\`, or press **Retry** in <#${room.id}>.`);
    const [answer] = discord.messages(room);
    const said = JSON.stringify(answer?.components);
    expect(said).toContain(String.raw`\\|\\|hidden\\|\\| \\*it\\*`);
    expect(said).not.toContain("@everyone");
    expect(said).toContain(`Reply with \`retry\`, or press **Retry** in <#${room.id}>.`);
  });

  test("comes in direct messages where the command cannot be answered any more", async () => {
    const { discord, mia, replies, ask } = await open({ tokenLifeMs: -1 });
    await replies.finish(await ask(), "No task is open here.");
    expect(discord.messages(mia.dm()).map((one) => discord.render(one))).toEqual([expect.stringContaining("No task is open here.")]);
  });

  test("that can be told nowhere is told to the operator", async () => {
    const { mia, replies, ask, warned } = await open({ tokenLifeMs: -1 });
    mia.closeDms();
    await replies.finish(await ask(), "No task is open here.");
    expect(warned).toEqual([expect.stringContaining("could not be told in private")]);
  });

  test("comes to all that think when the process ends", async () => {
    const { replies, ask, seen } = await open();
    const done = await ask();
    await replies.finish(done, "No task is open here.");
    await ask();
    await ask();
    await replies.close();
    expect(seen().join("\n")).not.toContain(thinking);
    expect(seen().filter((one) => one.includes("restarted"))).toHaveLength(2);
  });
});

test("two commands in a row in one channel are both answered, the older one first, and what more there is comes after them", async () => {
  const { replies, who, ask, seen } = await open();
  await ask();
  await ask();
  for (const words of ["first", "second", "third"]) await replies.tell(who, wordsOf(`the ${words} answer`), words);
  expect(seen().map((one) => /the (\w+) answer/.exec(one)?.[1])).toEqual(["first", "second", "third"]);
});

test("what Discord refuses for what it says ends no answering: other words come in its place", async () => {
  const { replies, who, ask, seen } = await open();
  await ask();
  const unfit = { components: [{ type: 10, content: "" }], mentions: { users: [], roles: [] } } as const;
  expect(await replies.whisper(who, unfit)).toBeNull();
  await replies.tell(who, wordsOf("the answer"), "1");
  expect(seen()).toEqual([expect.stringContaining("the answer")]);
});

test("what people did is forgotten once it cannot be answered, and the oldest of too many", () => {
  let now = 0;
  const interactions = openInteractions(() => now);
  const note = (id: number, channel = "1") =>
    interactions.note({ user: "1", channel }, { id: `${id}`, token: "t", application: "1" }, now, true);
  note(1);
  now = 15 * 60_000;
  expect(interactions.of({ user: "1", channel: "1" })).toEqual([]);
  for (let id = 2; id < 10_100; id++) note(id, "2");
  expect(interactions.find("1")).toBeNull();
  expect(interactions.thinking()).toHaveLength(10_000);
  expect(interactions.find("10099")).not.toBeNull();
});

test("what is told in direct messages is told once, though the first try had no end, and says where it is from", async () => {
  const { discord, mia, room, replies, who } = await open();
  discord.fault("POST /channels/:channel/messages", { kind: "lost-answer" });
  const tell = () => replies.tell(who, wordsOf("There is no such approval."), "discord:interaction:1");
  await expect(tell()).rejects.toThrow();
  await tell();
  const [told, ...others] = discord.messages(mia.dm());
  expect(others).toEqual([]);
  expect(told?.components[0]).toMatchObject({ content: `-# <#${room.id}>` });
});

describe("the first answer to what somebody did", () => {
  const callback = "POST /interactions/:interaction/:token/callback";
  const faults: readonly Fault[] = [{ kind: "error", status: 500 }, { kind: "reset" }, { kind: "lost-answer" }, { kind: "malformed" }];
  test.each(faults)("comes though the call for it meets with $kind", async (fault) => {
    const { discord, mia, room, replies } = await open();
    discord.fault(callback, fault);
    const given = mia.slash(room, "adjutant help");
    const { id, token } = await discord.until("the command", () => [...discord.interactions.values()][0]);
    const to = { id, token, application: discord.application.id };
    expect(await replies.first(to, { kind: "thinking" })).toMatchObject({ kind: "ok" });
    expect(await given).toMatchObject({ kind: "thinking" });
  });

  test("that cannot be given is no fault of ours: what was done is worked on", async () => {
    const { discord, mia, room, replies } = await open();
    discord.fault(callback, { kind: "reset", times: 5 });
    void mia.slash(room, "adjutant help");
    const { id, token } = await discord.until("the command", () => [...discord.interactions.values()][0]);
    expect(await replies.first({ id, token, application: discord.application.id }, { kind: "thinking" })).toMatchObject({ kind: "later" });
  });
});

test("an end that is there before Discord took the beginning comes after it, in its place", async () => {
  const { discord, mia, room, who, replies } = await open();
  discord.fault("POST /interactions/:interaction/:token/callback", { kind: "reset" });
  const given = mia.slash(room, "adjutant help");
  const { id, token } = await discord.until("the command", () => [...discord.interactions.values()].at(-1));
  const to = { id, token, application: discord.application.id };
  replies.note(who, to, Date.now(), true);
  await Promise.all([replies.first(to, { kind: "thinking" }), replies.finish(to, "No task is open here."), given]);
  expect(discord.messages().map((one) => discord.render(one))).toEqual([expect.stringContaining("No task is open here.")]);
  expect(discord.calls("POST /webhooks/:application/:token")).toEqual([]);
});
