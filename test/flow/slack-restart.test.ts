import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), slack: { ackWithinMs: 200_000, minuteMs: 600_000 }, ...options });
  onTestFinished(house.close);
  return house;
}

describe.each([
  ["in good order", false],
  ["by a kill", true],
] as const)("a process that ends %s", (_, isApart) => {
  test("between the plan and the click loses nothing: the same button counts, and it goes on where it was", async () => {
    const house = await open({ isApart });
    const { mia, room, sees, slack, look } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    await (isApart ? house.kill() : house.restart());
    await mia.press(plan, "Approve");
    await sees("The export was measured.");
    expect(look(plan)).toContain("Closed: approved by mia");
    const shown = slack.messages(room).filter((one) => slack.render(one).includes("plan v1"));
    expect(shown).toHaveLength(1);
  });

  test("hears what was said and how people reacted while it was away", async () => {
    const house = await open({ isApart });
    const { mia, jon, room, sees, slack, app } = house;
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    await (isApart ? house.kill : house.restart)(() => {
      mia.react(plan, "white_check_mark");
      jon.mention(room, "and the weekly one");
    });
    await sees("The export was measured.");
    await sees("#2");
    await sees("plan v1", "[Approve]");
    expect(await app().database.sql`select id from tasks`).toHaveLength(2);
    expect(slack.messages(room).filter(({ shownTo }) => shownTo !== null)).toEqual([]);
  });

  test("while a step runs carries it on, and the report comes once", async () => {
    const house = await open({ isApart, script: planning({ ...looking, input: { command: "sleep 4; ls exports" } }) });
    const { mia, room, sees, slack } = house;
    mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve]"), "Approve");
    await sees("[Stop …?]");
    await (isApart ? house.kill() : house.restart());
    await sees("The export was measured.");
    expect(slack.messages(room).filter((one) => slack.render(one).includes("[Retry]"))).toHaveLength(1);
    expect(slack.messages(room).filter((one) => slack.render(one).includes("steps done"))).toHaveLength(1);
  });
});

test("a process that is killed between a post and its answer does not post again", async () => {
  const house = await open({ isApart: true });
  const { mia, room, sees, slack } = house;
  slack.fault("chat.postMessage", { kind: "late-answer", where: ({ text }) => `${text}`.includes("plan v1") });
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  await house.kill();
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(slack.messages(room).filter((one) => slack.render(one).includes("plan v1"))).toHaveLength(1);
  await slack.until("the plan is closed", () => slack.render(slack.now(plan) ?? plan).includes("Closed: approved by mia"));
});
