import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import type { Usergroup } from "../fixtures/slack/workspace.ts";
import { openSlackHouse } from "../fixtures/slack-house.ts";

/** Two of a group have to approve; mia is the owner and not in it. */
async function open() {
  const groups: Usergroup[] = [];
  const house = await openSlackHouse({
    script: planning(looking),
    policy: ({ jon, slack }) => {
      const ops = slack.team.usergroup("ops", [jon]);
      groups.push(ops);
      return `approvals: { quorum: 2, approvers: { execute: ["@${ops.id}"] } }\n`;
    },
  });
  onTestFinished(house.close);
  const [ops] = groups;
  if (!ops) throw new Error("no group");
  const zoe = house.slack.team.person("zoe");
  house.slack.team.join(house.room, zoe);
  house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve");
  return { ...house, ops, zoe, plan };
}

test("a group that approves is called by its name, and only who is in it now has a vote", async () => {
  const { slack, jon, zoe, mia, ops, plan, told, sees } = await open();
  expect(slack.notices(jon)).toContainEqual(expect.objectContaining({ ts: plan.ts }));
  await zoe.press(plan, "Approve");
  await told(zoe, `You can't approve execute here; <!subteam^${ops.id}> can.`);
  slack.team.setUsergroup(ops, [jon, zoe]);
  await zoe.press(plan, "Approve");
  await told(zoe, "1 more to go");
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
});

test("a vote of somebody who left the group before the last one came does not count any more", async () => {
  const { slack, jon, zoe, mia, ops, plan, told, look, sees } = await open();
  await jon.press(plan, "Approve");
  await told(jon, "1 more to go");
  slack.team.setUsergroup(ops, [zoe]);
  await mia.press(plan, "Approve");
  await told(mia, "1 more to go");
  expect(look(plan)).toContain("[Approve]");
  await zoe.press(plan, "Approve");
  await sees("The export was measured.");
  expect(look(plan)).toContain("Closed: approved by mia and zoe");
});
