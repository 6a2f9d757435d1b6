import { expect, onTestFinished, test } from "vitest";
import { openSlackHouse } from "../fixtures/slack-house.ts";
import { looking, planning } from "../fixtures/slack-scripts.ts";

async function open(command: string) {
  const house = await openSlackHouse({ script: planning({ ...looking, input: { command } }) });
  onTestFinished(house.close);
  return house;
}

test("files that come with a request are read by its steps, which cannot change them, and the planner knows of them", async () => {
  const { mia, room, sees, model } = await open(
    'cat "$STEPS/request/orders.csv"; ls "$STEPS/request"; echo x > "$STEPS/request/orders.csv" || echo kept',
  );
  const files = [
    { name: "orders.csv", content: "id,total\n7,42\n" },
    { name: "../../etc/pass wd;rm -rf.txt", content: "text" },
    { name: "orders.csv", content: "another" },
  ];
  mia.mention(room, "sum these up", { files });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  const result = await sees("[Retry]", "The export was measured.");
  expect(result.text).toContain("list");
  const [prompt = ""] = model.requestsFor("plan").map((request) => request.prompt);
  expect(prompt).toContain("$STEPS/request/: orders.csv, etc_pass wd_rm -rf.txt");
  const judged = model
    .requestsFor("judge")
    .map((request) => request.prompt)
    .join("\n");
  expect(judged).toContain("7,42");
  expect(judged).toContain("orders-2.csv");
  expect(judged).toContain("kept");
});

test("a file that cannot be fetched is named with the reason, and the request goes on", async () => {
  const { slack, mia, room, sees, model } = await open("ls");
  slack.fault("download", { kind: "error", status: 500, times: 2 });
  mia.mention(room, "sum these up", { files: [{ name: "orders.csv", content: "id\n" }] });
  await sees("plan v1", "[Approve]");
  const [prompt = ""] = model.requestsFor("plan").map((request) => request.prompt);
  expect(prompt).toContain("Attached, but not brought: orders.csv (Slack answers 500)");
});
