import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import type { Fault } from "../fixtures/slack/faults.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  return house;
}

const faults: readonly Fault[] = [
  { kind: "lost-answer" },
  { kind: "late-answer" },
  { kind: "malformed" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "error", status: 500, times: 2 },
  { kind: "error", status: 503 },
  { kind: "refused", error: "internal_error" },
  { kind: "rate-limited", retryAfterSeconds: 1 },
];

test.each(faults)("a post that meets with $kind is there once", async (fault) => {
  const { slack, mia, room, sees } = await open();
  slack.fault("chat.postMessage", { ...fault, where: ({ text }) => `${text}`.includes("plan v1") });
  mia.mention(room, "make the nightly export faster");
  await slack.until("it was befallen", () => slack.calls("chat.postMessage").some((call) => call.fault === fault.kind), 40_000);
  await slack.until("it was tried again or found", () => slack.calls("conversations.replies").length > 0, 40_000);
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
  expect(slack.messages(room).filter((one) => slack.render(one).includes("plan v1"))).toHaveLength(1);
});

describe("too many calls of one method", () => {
  test("hold nothing else up: with 30 seconds to wait for edits the work goes on and is reported", async () => {
    const { slack, mia, room, sees } = await open();
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    slack.fault("chat.update", { kind: "rate-limited", retryAfterSeconds: 30 });
    await mia.press(plan, "Approve");
    await sees("The export was measured.");
    // Slack said when to come back: it is not asked before.
    expect(slack.calls("chat.update").map(({ fault }) => fault)).toEqual(["rate-limited"]);
  });

  test("delay a card, whose last state is then shown", async () => {
    const { slack, mia, room, sees } = await open();
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    slack.fault("chat.update", { kind: "rate-limited", retryAfterSeconds: 2, times: 2 });
    await mia.press(plan, "Approve");
    await sees("The export was measured.");
    await sees("2 of 2 steps done · completed");
    await slack.until("the plan is closed", () => slack.render(slack.now(plan) ?? plan).includes("Closed: approved by mia"));
  });
});

test("a card that may not be edited any more goes on as a new message", async () => {
  const slow = { ...looking, input: { command: "sleep 3; ls exports" } };
  const { slack, mia, room, sees } = await open({ script: planning(slow) });
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  const isCard = ({ ts }: { readonly ts?: unknown }) => ts !== plan.ts;
  slack.fault("chat.update", { kind: "refused", error: "edit_window_closed", where: isCard });
  await mia.press(plan, "Approve");
  const card = await sees("2 of 2 steps done · completed");
  const [refused, ...others] = slack.calls("chat.update").filter(({ fault }) => fault === "refused");
  expect(others).toEqual([]);
  expect(slack.messages(room).map(({ ts }) => ts)).toContain(refused?.args["ts"]);
  expect(card.ts).not.toBe(refused?.args["ts"]);
  expect(card.threadTs).toBe(plan.threadTs);
});

test("nothing is lost while Slack does not say who somebody is", async () => {
  const { slack, mia, room, sees } = await open();
  slack.fault("users.info", { kind: "rate-limited", retryAfterSeconds: 2, where: ({ user }) => user !== mia.id });
  slack.fault("users.info", { kind: "error", status: 500, times: 2, where: ({ user }) => user !== mia.id });
  const zoe = slack.team.person("zoe");
  slack.team.join(room, zoe);
  zoe.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
});

test("a session line that Slack does not take, or does not answer for, holds nothing up", async () => {
  const { slack, mia, room, sees } = await open();
  slack.fault("agents.sessions.setStatus", { kind: "hang", times: 100 });
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
});
