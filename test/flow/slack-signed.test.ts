import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { openSlackHouse } from "../fixtures/slack-house.ts";

async function open() {
  const house = await openSlackHouse({ script: planning(looking), way: "webhook" });
  onTestFinished(house.close);
  const { mia, room, sees, slack, webhook } = house;
  mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
  const mention = slack.deliveries.find(({ envelope }) => JSON.stringify(envelope.payload).includes("nightly export"));
  if (!mention || !webhook) throw new Error("nothing was delivered");
  const stored = async () => (await house.app().database.sql`select id from arrivals`).length;
  return { ...house, webhook, mention, stored };
}

test("a request whose signature is wrong, six minutes old or missing is refused with 401, and nothing of it is stored", async () => {
  const { slack, mention, stored } = await open();
  const changed = { ...mention, envelope: { ...mention.envelope, payload: { ...mention.envelope.payload, team_id: "T0000000001" } } };
  const before = await stored();
  for (const forgery of [{ wrongSignature: true }, { ageSeconds: 360 }, { unsigned: true }]) {
    expect((await slack.forge(changed, forgery)).status).toBe(401);
  }
  expect(await stored()).toBe(before);
});

test("nothing else is served there, and a body beyond all measure is refused before it is read", async () => {
  const { webhook, stored } = await open();
  const origin = new URL(webhook).origin;
  const before = await stored();
  for (const path of ["/", "/slack", "/slack/events/", "/slack/install", "/slack/oauth_redirect", "/healthz", "/metrics", "/api/tasks"]) {
    expect((await fetch(`${origin}${path}`)).status).toBe(404);
    expect((await fetch(`${origin}${path}`, { method: "POST", body: "{}" })).status).toBe(404);
  }
  expect((await fetch(webhook)).status).toBe(404);
  const big = await fetch(webhook, { method: "POST", body: "x".repeat(8 * 1024 ** 2) }).then(
    ({ status }) => status,
    () => 413,
  );
  expect(big).toBe(413);
  expect(await stored()).toBe(before);
});

test("Slack is answered when it asks whose URL it is", async () => {
  const { slack, webhook } = await open();
  const { status, body } = await slack.useHttp(webhook).verifyUrl();
  expect(status).toBe(200);
  expect(body).toContain("challenge");
});
