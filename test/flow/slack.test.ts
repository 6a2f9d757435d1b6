import { describe, expect, onTestFinished, test } from "vitest";
import { brief, judge, plan, summary, triage } from "../fixtures/model-answers.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: HouseOptions) {
  const house = await openSlackHouse(options);
  onTestFinished(house.close);
  return house;
}

const script: HouseOptions["script"] = {
  triage: [
    triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]),
    triage(0.8, 0.5, [{ id: "fast", text: "What is fast enough?" }]),
    triage(0.9, 0.9),
  ],
  brief: brief("c1"),
  plan: plan(
    { id: "list", kind: "shell", input: { command: "ls exports" } },
    { id: "tell", kind: "notify", input: { to: "requester", text: "Looked at." }, dependsOn: ["list"] },
  ),
  revise: plan(
    { id: "list", kind: "shell", input: { command: "ls -l exports" } },
    { id: "tell", kind: "notify", input: { to: "requester", text: "Looked at." }, dependsOn: ["list"] },
  ),
  judge: judge(true, "c1"),
  summary: summary("The export was measured."),
};

describe.each(["socket", "webhook"] as const)("a task in a Slack channel, by %s", (way) => {
  test("a mention is interviewed over two rounds, planned, changed, approved, run and reported in its thread", async () => {
    const { mia, room, sees, slack } = await open({ script, way });
    const root = mia.mention(room, "make the nightly export faster");
    const first = await sees("Which export?");
    expect(first.threadTs).toBe(root.ts);
    await mia.press(first, "orders");
    await sees("What is fast enough?");
    mia.say(room, "under 15 minutes", { thread: root });
    const approval = await sees("plan v1", "Approve");
    await mia.press(approval, "Request changes");
    await slack.until("the form", () => mia.modal());
    await mia.submit({ text: "list it long" });
    const second = await sees("plan v2", "Approve");
    expect(slack.render(slack.now(approval) ?? approval)).not.toContain("[Approve]");
    await mia.press(second, "Approve");
    const result = await sees("The export was measured.");
    expect(result.threadTs).toBe(root.ts);
    console.log(slack.picture());
  });
});
