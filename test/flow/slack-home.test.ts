import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import type { Person } from "../fixtures/slack/person.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve");
  const homeOf = (who: Person, ...words: readonly string[]) =>
    house.slack.until(
      `a home with ${words.join(", ")}`,
      () => {
        const home = who.home();
        const shown = JSON.stringify(home?.view ?? {});
        return words.every((word) => shown.includes(word)) && home;
      },
      40_000,
    );
  return { ...house, plan, homeOf };
}

test("what waits for somebody is decided on the home tab, and their tasks lead to their threads", async () => {
  const { slack, mia, jon, plan, sees, homeOf, look } = await open();
  jon.openHome();
  await homeOf(jon, "Nothing waits for your decision", "You have no open task");
  mia.openHome();
  const home = await homeOf(mia, "Make the orders export faster", "plan v1");
  expect(JSON.stringify(home.view)).toContain(`/archives/${plan.channel}/p${plan.ts.replace(".", "")}`);
  const asked = () => slack.calls("chat.getPermalink").filter(({ args }) => args["message_ts"] === plan.ts).length;
  mia.openHome();
  await slack.until("it is shown again", () => slack.calls("views.publish").filter(({ args }) => args["user_id"] === mia.id).length > 1);
  expect(asked()).toBe(1);
  await mia.press(home, "Approve");
  await sees("The export was measured.");
  expect(look(plan)).toContain("Closed: approved by mia");
  await homeOf(mia, "Nothing waits for your decision");
});

test("a stale home tab decides nothing, and says so", async () => {
  const { slack, mia, plan, homeOf, sees } = await open();
  mia.openHome();
  const home = await homeOf(mia, "plan v1");
  await mia.press(plan, "Reject", { confirm: true });
  await sees("Cancelled: rejected by mia");
  const before = slack.messages().length;
  await mia.press(home, "Approve");
  await slack.until(
    "an answer",
    () =>
      slack
        .messages()
        .slice(before)
        .some((one) => slack.render(one).includes("#1 is cancelled")),
    40_000,
  );
});

test("a change is asked for on the home tab, by a form", async () => {
  const { slack, mia, homeOf, sees } = await open();
  mia.openHome();
  await mia.press(await homeOf(mia, "plan v1"), "Request changes");
  await slack.until("the form", () => mia.modal());
  await mia.submit({ text: "list it long" });
  await sees("plan v2", "[Approve]");
});

test("a standing approval is given in the thread and taken back on the home tab", async () => {
  const needs = { writes: [], network: ["api.pay.com"], secrets: [], hostPaths: [] };
  const sending = { id: "send", kind: "shell", input: { command: "echo sent" }, needs };
  const { slack, mia, plan, room, homeOf, sees } = await open({ script: planning(sending) });
  await mia.press(plan, "Approve", { confirm: true });
  await sees("one step", "[Approve …?]");
  mia.say(room, "approve for 1 hour", { thread: plan });
  await sees("The export was measured.");
  mia.openHome();
  const before = slack.messages().length;
  await mia.press(await homeOf(mia, "Revoke"), "Revoke", { confirm: true });
  await homeOf(mia, "You have given none");
  expect(
    slack
      .messages()
      .slice(before)
      .map((one) => slack.render(one))
      .join("\n"),
  ).toContain("Taken back");
});
