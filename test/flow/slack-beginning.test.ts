import { expect, onTestFinished, test } from "vitest";
import { openSlack } from "../../src/adapters/slack/slack.ts";
import { openDesk } from "../../src/orchestrator/desk.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { openSlackHouse, type SlackHouse } from "../fixtures/slack-house.ts";

async function open(): Promise<SlackHouse> {
  const house = await openSlackHouse({ script: planning(looking) });
  onTestFinished(house.close);
  return house;
}

test.each([
  ["auth.test", { kind: "error", status: 503 }],
  ["auth.test", { kind: "rate-limited", retryAfterSeconds: 1 }],
  ["apps.connections.open", { kind: "reset" }],
  ["apps.connections.open", { kind: "rate-limited", retryAfterSeconds: 1 }],
] as const)("a process that begins while %s is troubled (%o) waits and begins", async (method, fault) => {
  const { slack, mia, room, sees, restart } = await open();
  await restart(() => slack.fault(method, fault));
  expect(slack.calls(method).some((call) => call.fault === fault.kind)).toBe(true);
  mia.mention(room, "make the nightly export faster");
  await sees("plan v1", "[Approve]");
});

test("a socket that may not be opened is told at once, with the token it is about", async () => {
  const { slack, app } = await open();
  const by = { kind: "socket", appToken: "xapp-1-A0-nobody" } as const;
  const adapter = openSlack({ in: { kind: "token", botToken: slack.team.token() }, by, apiUrl: slack.apiUrl });
  const desk = openDesk(app().engine, adapter, {
    settingOf: () => ({ space: null, source: null, workspace: null, autonomy: null }),
    namesOf: () => [],
    namedGroups: [],
  });
  const before = slack.calls("apps.connections.open").length;
  await expect(adapter.start(desk)).rejects.toThrow("SLACK_APP_TOKEN: ");
  expect(slack.calls("apps.connections.open")).toHaveLength(before + 1);
});
