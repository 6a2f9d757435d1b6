import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

const two: HouseOptions["policy"] = ({ mia, jon }) =>
  `approvals: { quorum: 2, approvers: { execute: ["slack:${mia.id}", "slack:${jon.id}"] } }\n`;

async function openWithPlan(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const root = house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve");
  return { ...house, root, plan };
}

test("two people approve, one by emoji and one by button; it begins when both did, and calls both of them", async () => {
  const { slack, mia, jon, plan, sees, told, look } = await openWithPlan({ policy: two });
  expect(slack.notices(mia)).toContainEqual(expect.objectContaining({ ts: plan.ts }));
  expect(slack.notices(jon)).toContainEqual(expect.objectContaining({ ts: plan.ts }));
  jon.react(plan, "white_check_mark");
  await told(jon, "1 more to go");
  expect(look(plan)).toContain("[Approve]");
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(look(plan)).toContain("Closed: approved by jon and mia");
});

test("a vote by emoji that is taken back does not count; skin tones do not matter", async () => {
  const { mia, jon, plan, sees, told, look } = await openWithPlan({ policy: two });
  jon.react(plan, "white_check_mark::skin-tone-3");
  await told(jon, "1 more to go");
  jon.unreact(plan, "white_check_mark::skin-tone-3");
  await told(jon, "Taken back");
  await mia.press(plan, "Approve");
  await told(mia, "1 more to go");
  expect(look(plan)).toContain("[Approve]");
  jon.react(plan, "white_check_mark");
  await sees("The export was measured.");
});

test("other emoji, a bot's and our own decide nothing", async () => {
  const { slack, mia, plan, room, sees, look } = await openWithPlan();
  const robot = slack.team.otherBot("robot");
  slack.team.join(room, robot);
  for (const name of ["+1", "thumbsup", "heavy_check_mark", "eyes"]) mia.react(plan, name);
  robot.react(plan, "white_check_mark");
  await fetch(`${slack.apiUrl}reactions.add`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.team.token()}`, "content-type": "application/json" },
    body: JSON.stringify({ channel: room.id, timestamp: plan.ts, name: "white_check_mark" }),
  });
  // What is said later is read later: by its answer everything before it was read.
  mia.tell("help");
  await sees("While a task is open");
  expect(look(plan)).toContain("[Approve]");
  mia.react(plan, "x");
  await slack.until("the plan is rejected", () => look(plan).includes("Closed: rejected by mia"));
});

test("✏️ asks what should change, 🛑 stops", async () => {
  const { mia, plan, told, sees, look } = await openWithPlan();
  mia.react(plan, "pencil2");
  await told(mia, "Say what to change");
  mia.react(plan, "octagonal_sign");
  await sees("cancelled");
  expect(look(plan)).toContain("Closed:");
});

test("the bot itself uses none of the emoji that decide", async () => {
  const { slack, mia, plan, sees } = await openWithPlan();
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(slack.calls("reactions.add")).toEqual([]);
});
