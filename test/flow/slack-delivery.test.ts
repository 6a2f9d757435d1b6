import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { slack, app } = house;
  const tasks = async () => (await app().database.sql`select id from tasks`).length;
  const events = (type: string) => slack.deliveries.filter(({ envelope }) => JSON.stringify(envelope.payload).includes(`"type":"${type}"`));
  return { ...house, tasks, events };
}

describe("one mention is one task", () => {
  test.each([
    ["socket", false],
    ["socket", true],
    ["webhook", false],
    ["webhook", true],
  ] as const)("though it comes as two events, by %s, the mention first: %s, and each of them three times", async (way, mentionFirst) => {
    const { slack, mia, room, sees, tasks, settle, events } = await open({ way, slack: { mentionFirst } });
    mia.mention(room, "make the nightly export faster");
    await sees("plan v1", "[Approve]");
    const twins = [...events("app_mention"), ...events("message")].filter(({ envelope }) =>
      JSON.stringify(envelope.payload).includes("nightly export faster"),
    );
    const answers = await Promise.all([...twins, ...twins].map((one) => slack.redeliver(one)));
    expect(answers.map(({ ok }) => ok)).not.toContain(false);
    await settle();
    expect(await tasks()).toBe(1);
    expect(slack.messages(room).filter((one) => slack.render(one).includes("plan v1"))).toHaveLength(1);
  });

  test("though it is edited, a link in it unfolds, and the edit names the bot once more", async () => {
    const { mia, room, sees, tasks, settle, model } = await open();
    const root = mia.mention(room, "make the nightly export faster https://example.com");
    await sees("plan v1", "[Approve]");
    mia.unfurl(root);
    mia.edit(root, `<@${root.text.slice(2, 13)}> make the weekly export faster`);
    await settle();
    expect(await tasks()).toBe(1);
    expect(model.requestsFor("triage")).toHaveLength(1);
  });
});

test("what Slack sends again because nobody acknowledged it is worked on, once", async () => {
  const { slack, mia, room, sees, tasks, settle } = await open({ slack: { minuteMs: 500 } });
  for (const socket of slack.sockets) socket.drop();
  mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
  await settle();
  expect(await tasks()).toBe(1);
});

test("one click that comes three times is one decision", async () => {
  const { slack, mia, room, sees, settle } = await open();
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  const click = slack.deliveries.find(({ envelope }) => envelope.type === "interactive");
  if (!click) throw new Error("no click");
  await Promise.all([slack.redeliver(click), slack.redeliver(click)]);
  await sees("The export was measured.");
  await settle();
  expect(slack.messages(room).filter(({ shownTo }) => shownTo !== null)).toEqual([]);
});

test("other bots are not heard, and two that talk to each other never go on", async () => {
  const { slack, room, tasks, settle, mia, sees, model } = await open();
  const robot = slack.team.otherBot("robot");
  slack.team.join(room, robot);
  const first = robot.mention(room, "make the nightly export faster");
  robot.mention(room, "do you hear me?", { thread: first });
  await settle();
  expect(await tasks()).toBe(0);
  const root = mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
  for (const text of ["approve", "change: delete everything", "stop"]) robot.mention(room, text, { thread: root });
  await settle();
  expect(model.requestsFor("triage")).toHaveLength(1);
  expect(slack.messages(room).filter((one) => slack.render(one).includes("plan v1"))).toHaveLength(1);
});
