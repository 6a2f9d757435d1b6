import { expect, onTestFinished, test } from "vitest";
import { forgetAllAttachments, forgetAttachments } from "../../src/orchestrator/forgetting.ts";
import { loadTask } from "../../src/store/tasks.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { openSlackHouse } from "../fixtures/slack-house.ts";

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

const files = [{ name: "orders.csv", content: "id,total\n7,42\n" }];
const nothing = new AbortController().signal;

test("files that came with a request go when it is over, and not before", async () => {
  const { mia, room, sees, app } = await open('cat "$STEPS/request/orders.csv"');
  const { attachments } = app().engine;
  mia.mention(room, "sum these up", { files });
  const plan = await sees("plan v1", "[Approve]");
  await forgetAllAttachments(app().engine, nothing);
  expect(await attachments.conversations()).toHaveLength(1);
  await mia.press(plan, "Approve");
  await sees("[Retry]", "The export was measured.");
  await expect.poll(attachments.conversations, { timeout: 20_000 }).toEqual([]);
});

test("files of a task that failed stay a week, for whoever asks for the same again; newer ones stay until somebody read of them", async () => {
  const { mia, room, sees, app } = await open("ls");
  const { engine, database } = app();
  mia.mention(room, "sum these up", { files });
  await sees("plan v1", "[Approve]");
  const [row] = await database.sql<{ id: `tsk_${string}`; stage: string }[]>`select id, stage from tasks`;
  const setStage = (stage: string) => database.sql`update tasks set stage = ${stage}`;
  await setStage("failed");
  const task = await loadTask(engine.db, row?.id ?? "tsk_none");
  if (!task) throw new Error("no task");
  const names = async () => (await engine.attachments.list(task.conversation)).map(({ name }) => name);
  const day = 24 * 3_600_000;
  await forgetAttachments(engine, task.conversation, Date.now() + 6 * day);
  expect(await names()).toEqual(["orders.csv"]);
  await engine.attachments.keep(task.conversation, { key: "new", name: "new.csv", content: Buffer.from("x") });
  await setStage("completed");
  await forgetAttachments(engine, task.conversation);
  expect(await names()).toEqual(["new.csv"]);
  await setStage("failed");
  await forgetAttachments(engine, task.conversation, Date.now() + 8 * day);
  expect(await names()).toEqual([]);
  // Nothing that moves a task goes without an entry of its audit.
  await setStage(row?.stage ?? "");
});
