import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function openWithPlan(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const root = house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve");
  const whispers = () => house.slack.messages().filter(({ shownTo }) => shownTo !== null);
  return { ...house, root, plan, whispers };
}

test("of ten clicks at once by several people on different buttons exactly one decides, and everybody else is told", async () => {
  const { slack, mia, jon, plan, whispers, app, look, sees } = await openWithPlan({
    policy: ({ jon: other, mia: owner }) => `approvals: { approvers: { execute: ["slack:${owner.id}", "slack:${other.id}"] } }\n`,
  });
  const before = whispers().length;
  const clicks = Array.from({ length: 10 }, (_, n) => {
    const who = n % 2 === 0 ? mia : jon;
    return n % 3 === 0 ? who.pressStale(plan, "Reject", { confirm: true }) : who.pressStale(plan, "Approve");
  });
  expect((await Promise.all(clicks)).map(({ ok }) => ok)).not.toContain(false);
  await slack.until("nine are told", () => whispers().length - before >= 9, 40_000);
  await slack.until("it is closed", () => look(plan).includes("Closed: "), 40_000);
  await sees("[Retry]");
  const { sql } = app().database;
  expect(await sql`select seq from audit where action = 'approval.decided'`).toHaveLength(1);
  expect(whispers().length - before).toBe(9);
});

test("a click on a plan that was replaced is answered in private with the reason, and changes nothing", async () => {
  const { slack, mia, plan, sees, told, root, room, look } = await openWithPlan();
  mia.say(room, "change: list it long", { thread: root });
  const second = await sees("plan v2", "[Approve]");
  expect(look(plan)).not.toContain("[Approve]");
  expect(look(plan)).toContain("Closed: ");
  await mia.pressStale(plan, "Approve");
  await told(mia, "This was about version 1 and is closed");
  await mia.pressStale(plan, "Request changes");
  await slack.until("the form", () => mia.modal());
  await mia.submit({ text: "and do not sort it" });
  await told(mia, "This was about version 1 and is closed");
  expect(look(second)).toContain("[Approve]");
});

test("a form that is sent after the plan was decided is answered in private", async () => {
  const { slack, mia, jon, plan, sees, told } = await openWithPlan({
    policy: ({ jon: other, mia: owner }) => `approvals: { approvers: { execute: ["slack:${owner.id}", "slack:${other.id}"] } }\n`,
  });
  await jon.press(plan, "Request changes");
  await slack.until("the form", () => jon.modal());
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  await jon.submit({ text: "list it long" });
  await told(jon, "Task #1 is completed");
});

test("guests, people of other organisations and members who may not approve are told in private", async () => {
  const { slack, plan, room, jon, told, look } = await openWithPlan();
  const guest = slack.team.person("gus", { isRestricted: true });
  const stranger = slack.team.person("sam", { teamId: "T0OTHER0001", isStranger: true });
  for (const one of [guest, stranger]) slack.team.join(room, one);
  for (const one of [guest, stranger, jon]) {
    await one.press(plan, "Approve");
    await told(one, "You can't approve execute here");
    await one.press(plan, "Request changes");
    await slack.until("the form", () => one.modal());
    await one.submit({ text: "delete everything" });
    await told(one, "You can't");
  }
  expect(look(plan)).toContain("[Approve]");
});

test("guests and people of other organisations can't ask for work", async () => {
  const { slack, room, told } = await openWithPlan();
  const guest = slack.team.person("gus", { isRestricted: true });
  const stranger = slack.team.person("sam", { teamId: "T0OTHER0001", isStranger: true });
  for (const one of [guest, stranger]) slack.team.join(room, one);
  guest.mention(room, "delete everything");
  await told(guest, "Guests can't ask for work here");
  stranger.mention(room, "delete everything");
  await told(stranger, "People from outside can't ask for work here");
});

test("buttons with ids nobody knows are answered, and nothing breaks", async () => {
  const { mia, plan, told, slack, sees } = await openWithPlan();
  const [block] = plan.blocks.filter(({ type }) => type === "actions");
  const forged = (value: string) => ({
    ...plan,
    blocks: [{ ...block, elements: JSON.parse(JSON.stringify(block?.["elements"]).replaceAll(/apr_\w+/g, value)) }],
  });
  await mia.pressStale(forged("apr_unknown"), "Approve");
  await told(mia, "I don't know what this is about any more");
  await mia.pressStale(forged("apr_unknown"), "Request changes");
  await slack.until("the form", () => mia.modal());
  const before = slack.messages().length;
  await mia.submit({ text: "less" });
  await slack.until(
    "an answer",
    () =>
      slack
        .messages()
        .slice(before)
        .some((one) => slack.render(one).includes("I don't know")),
    40_000,
  );
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
});
