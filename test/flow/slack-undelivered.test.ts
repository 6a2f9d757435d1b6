import { expect, onTestFinished, test } from "vitest";
import { listUndelivered } from "../../src/store/shown.ts";
import { listTasks } from "../../src/store/tasks.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { openSlackHouse } from "../fixtures/slack-house.ts";

async function open() {
  const house = await openSlackHouse({ script: planning(looking) });
  onTestFinished(house.close);
  const root = house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve]");
  return { ...house, root, plan };
}

test.each(["channel_not_found", "not_in_channel", "is_archived"])(
  "what Slack refuses for good (%s) goes to the one it is for",
  async (error) => {
    const { slack, mia, plan, sees, room } = await open();
    slack.fault("chat.postMessage", { kind: "refused", error, times: 1_000, where: ({ channel }) => channel === room.id });
    await mia.press(plan, "Approve");
    const result = await sees("The export was measured.");
    expect(result.channel).toBe(mia.dm().id);
    expect(slack.notices(mia)).toContainEqual(expect.objectContaining({ ts: result.ts }));
  },
);

test("a plan that cannot be shown in its room is decided in the messages of whoever may", async () => {
  const { slack, mia, root, sees, room } = await open();
  slack.fault("chat.postMessage", { kind: "refused", error: "is_archived", times: 1_000, where: ({ channel }) => channel === room.id });
  mia.say(room, "change: list it long", { thread: root });
  const second = await sees("plan v2", "[Approve]");
  expect(second.channel).toBe(mia.dm().id);
  await mia.press(second, "Approve");
  await sees("The export was measured.");
  await slack.until("it is closed", () => slack.render(slack.now(second) ?? second).includes("Closed: approved by mia"));
});

test("what can be shown nowhere is seen by the operator, though the task has ended", async () => {
  const { slack, mia, plan, app } = await open();
  slack.fault("chat.postMessage", { kind: "refused", error: "msg_too_long", times: 1_000 });
  await mia.press(plan, "Approve");
  const { db } = app().database;
  const untold = () => listTasks(db, { open: true, most: 10, untold: true });
  await expect.poll(async () => (await untold())[0]?.stage, { timeout: 40_000 }).toBe("completed");
  const [task] = await untold();
  if (!task) throw new Error("no task");
  await expect.poll(() => listUndelivered(db, task.id), { timeout: 40_000 }).toContain("Slack: msg_too_long");
});

test("somebody who decides without being in the room is answered in their own messages", async () => {
  const { slack, plan, room } = await open();
  const zoe = slack.team.person("zoe");
  slack.team.join(room, zoe);
  const copy = slack.now(plan) ?? plan;
  slack.team.leave(room, zoe);
  await zoe.pressStale(copy, "Approve");
  const told = await slack.until(
    "zoe is told",
    () => slack.messages(zoe.dm()).find((one) => slack.render(one).includes("You can't approve")),
    40_000,
  );
  expect(told.shownTo).toBeNull();
});

test("a token that is not good loses nothing: what was due is shown once there is a good one", async () => {
  const { slack, mia, plan, sees, room, restart } = await open();
  slack.fault("chat.postMessage", { kind: "refused", error: "token_revoked", times: 1_000, where: ({ channel }) => channel === room.id });
  await mia.press(plan, "Approve");
  await slack.until("it was tried", () => slack.calls("chat.postMessage").some(({ fault }) => fault === "refused"), 40_000);
  await restart(slack.clearFaults);
  await sees("The export was measured.");
});
