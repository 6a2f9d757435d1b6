import { expect, onTestFinished, test } from "vitest";
import { rounds } from "../fixtures/chat-scripts.ts";
import { openSlackHouse } from "../fixtures/slack-house.ts";

test.each(["socket", "webhook"] as const)(
  "by %s: two rounds, a change, two people approve, a confirmation by both, live progress, and the diff",
  async (way) => {
    const both = (mia: string, jon: string) => `["slack:${mia}", "slack:${jon}"]`;
    const house = await openSlackHouse({
      script: rounds,
      way,
      policy: ({ mia, jon }) => `approvals: { quorum: 2, approvers: { external: ${both(mia.id, jon.id)} } }\n`,
    });
    onTestFinished(house.close);
    const { slack, mia, jon, room, sees, told, look } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("Which export?"), "orders");
    await sees("What is fast enough?");
    mia.say(room, "under 15 minutes", { thread: root });
    const first = await sees("plan v1", "[Approve …?]");
    await jon.press(first, "Request changes");
    await slack.until("the form", () => jon.modal());
    await jon.submit({ text: "keep the schema" });
    const second = await sees("plan v2", "[Approve …?]");
    expect(look(first)).toContain("Closed: changes requested by jon: keep the schema");
    await mia.press(second, "Approve", { confirm: true });
    await told(mia, "1 more to go");
    await jon.press(second, "Approve", { confirm: true });
    const step = await sees("one step", "api.pay.com", "[Approve …?]");
    expect(look(second)).toContain("Closed: approved by mia and jon");
    await jon.press(step, "Approve", { confirm: true });
    await mia.press(step, "Approve", { confirm: true });
    const result = await sees("The export was measured.", "[Retry]");
    await sees("3 of 3 steps done · completed");
    const attached = await slack.until("the diff", () => slack.messages(room).find(({ files }) => files.length > 0), 40_000);
    expect(slack.file(attached.files[0] ?? "")).toContain("+export const batch = 5000;");
    // All of it is in one thread, new messages called somebody, and nothing was there twice or refused by Slack.
    const ours = slack.messages(room).filter(({ botId, shownTo }) => botId !== null && shownTo === null);
    expect(ours.map(({ threadTs }) => threadTs)).toEqual(ours.map(() => root.ts));
    for (const message of [first, second, step, result])
      expect(slack.notices(mia)).toContainEqual(expect.objectContaining({ ts: message.ts }));
    const posted = slack.calls("chat.postMessage").map(({ args }) => JSON.stringify(args["metadata"]));
    expect(new Set(posted).size).toBe(posted.length);
    expect(slack.calls().filter(({ answer }) => answer["ok"] === false)).toEqual([]);
  },
);
