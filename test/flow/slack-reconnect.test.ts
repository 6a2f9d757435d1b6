import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { triage } from "../fixtures/model-answers.ts";
import { type HouseOptions, openSlackHouse, type SlackHouse } from "../fixtures/slack-house.ts";

const needs = { writes: [], network: ["api.pay.com"], secrets: [], hostPaths: [] };
const sending = { id: "send", kind: "shell", input: { command: "echo sent" }, needs };

async function open(script = planning(looking), more: Pick<HouseOptions, "policy"> = {}) {
  // Nothing is sent again within the test: what was said meanwhile has to be looked for.
  const house = await openSlackHouse({ ...more, script, slack: { ackWithinMs: 200_000, minuteMs: 600_000 } });
  onTestFinished(house.close);
  return house;
}

/** Ends the connection without a word, and says something before there is another one. */
async function away({ slack }: SlackHouse, act: () => void): Promise<void> {
  const opened = slack.socketsOpened();
  for (const socket of slack.sockets) socket.freeze();
  act();
  for (const socket of slack.sockets) socket.drop();
  await slack.until("another connection", () => slack.socketsOpened() > opened);
}

const asking = () => ({
  ...planning(looking),
  triage: [triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]), triage(0.9, 0.9)],
});

describe("what is said while the connection is away is found when it is back, once", () => {
  test("a mention", async () => {
    const house = await open();
    const { mia, room, sees, slack, app } = house;
    await away(house, () => mia.mention(room, "make the nightly export faster"));
    await sees("plan v1", "[Approve]");
    await away(house, () => undefined);
    mia.tell("help");
    await sees("While a task is open");
    expect(await app().database.sql`select id from tasks`).toHaveLength(1);
    expect(slack.messages(room)).toHaveLength(2);
  });

  test("a direct message", async () => {
    const house = await open();
    const { mia, sees } = house;
    await away(house, () => mia.tell("make the nightly export faster"));
    await sees("plan v1", "[Approve]");
  });

  test("an answer in the interview, by a reply in the thread", async () => {
    const house = await open(asking());
    const { mia, room, sees } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await sees("Which export?");
    await away(house, () => mia.say(room, "orders", { thread: root }));
    await sees("Which export? — orders");
    await sees("plan v1", "[Approve]");
  });

  test("a decision about the plan, in words", async () => {
    const house = await open();
    const { mia, room, sees } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await sees("plan v1", "[Approve]");
    await away(house, () => mia.say(room, "approve", { thread: root }));
    await sees("The export was measured.");
  });

  test("a decision about the plan, by emoji", async () => {
    const house = await open();
    const { mia, room, sees, slack } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    await away(house, () => mia.react(plan, "white_check_mark"));
    await sees("The export was measured.");
    expect(slack.messages(room).filter(({ shownTo }) => shownTo !== null)).toEqual([]);
  });

  test("a vote by emoji that is taken back, and one that was given and taken back and given again", async () => {
    const house = await open(planning(looking), {
      policy: ({ mia, jon }) => `approvals: { quorum: 2, approvers: { execute: ["slack:${mia.id}", "slack:${jon.id}"] } }\n`,
    });
    const { mia, jon, room, sees, told, look, slack } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    jon.react(plan, "white_check_mark::skin-tone-3");
    await told(jon, "1 more to go");
    await away(house, () => jon.unreact(plan, "white_check_mark::skin-tone-3"));
    await told(jon, "Taken back");
    await mia.press(plan, "Approve");
    await told(mia, "1 more to go");
    expect(look(plan)).toContain("[Approve]");
    // What is as it was is not told again.
    await away(house, () => undefined);
    await away(house, () => {
      for (const times of [1, 2]) {
        jon.react(plan, "white_check_mark");
        if (times === 1) jon.unreact(plan, "white_check_mark");
      }
    });
    await sees("The export was measured.");
    expect(slack.messages(room).filter(({ shownTo }) => shownTo === jon.id)).toHaveLength(2);
  });

  test("a stop while it runs", async () => {
    const house = await open(planning({ ...looking, input: { command: "sleep 120" } }));
    const { mia, room, sees } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve]"), "Approve");
    await sees("[Stop …?]");
    await away(house, () => mia.say(room, "stop", { thread: root }));
    await sees("Cancelled by mia");
  });

  test("a refusal of what would reach outside, and the work goes on with it", async () => {
    const house = await open(planning(sending));
    const { mia, room, sees } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve …?]"), "Approve", { confirm: true });
    await sees("one step", "[Approve …?]");
    await away(house, () => mia.say(room, "reject because not today", { thread: root }));
    await sees("Closed: rejected by mia: not today");
  });
});

test("a refresh by Slack is followed at once, and news that comes meanwhile is not lost", async () => {
  const { slack, mia, room, sees } = await open();
  const opened = slack.socketsOpened();
  slack.sockets[0]?.disconnect("refresh_requested");
  mia.mention(room, "make the nightly export faster");
  await slack.until("another connection", () => slack.socketsOpened() > opened);
  await sees("plan v1", "[Approve]");
});

test("a connection that is dead without saying so is noticed and replaced", async () => {
  const { slack, mia, room, sees } = await open();
  const opened = slack.socketsOpened();
  for (const socket of slack.sockets) socket.freeze();
  mia.mention(room, "make the nightly export faster");
  await slack.until("another connection", () => slack.socketsOpened() > opened, 60_000);
  await sees("plan v1", "[Approve]");
});

test("nothing but connecting lies between a lost connection and the next", async () => {
  const { slack } = await open();
  for (let times = 0; times < 5; times++) {
    const [opened, asked] = [slack.socketsOpened(), slack.calls("apps.connections.open").length];
    for (const socket of slack.sockets) socket.drop();
    await slack.until("another connection", () => slack.sockets.length === 1 && slack.socketsOpened() === opened + 1);
    expect(slack.calls("apps.connections.open").length).toBe(asked + 1);
  }
});

test("whoever leaves while the connection is away leaves nothing behind, and the next one begins as always", async () => {
  const { slack, mia, room, sees, restart } = await open();
  slack.fault("apps.connections.open", { kind: "hang" });
  for (const socket of slack.sockets) socket.drop();
  await slack.until("it asks for another connection", () => slack.calls("apps.connections.open").some(({ fault }) => fault === "hang"));
  await restart();
  await slack.until("one connection", () => slack.sockets.length === 1);
  mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
  expect(slack.sockets).toHaveLength(1);
});
