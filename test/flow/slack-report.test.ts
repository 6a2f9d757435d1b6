import { expect, onTestFinished, test } from "vitest";
import { looking, planning, sending, writing } from "../fixtures/chat-scripts.ts";
import { summary } from "../fixtures/model-answers.ts";
import type { Message } from "../fixtures/slack/workspace.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: HouseOptions) {
  const house = await openSlackHouse(options);
  onTestFinished(house.close);
  return { ...house, root: house.mia.mention(house.room, "make the nightly export faster") };
}

test("what reaches outside is confirmed by a button that asks once more, an emoji is not enough, and the diff comes with the report", async () => {
  const { slack, mia, jon, room, root, sees, told, look } = await open({ script: planning(writing, sending) });
  const plan = await sees("plan v1", "[Approve …?]");
  await jon.press(plan, "Approve", { confirm: true });
  await told(jon, "You can't approve external here");
  // What is risky in it is confirmed by itself.
  mia.react(plan, "white_check_mark");
  const step = await sees("one step", "[Approve …?]", "api.pay.com");
  expect(slack.notices(mia)).toContainEqual(expect.objectContaining({ ts: step.ts }));
  mia.react(step, "white_check_mark");
  await told(mia, "press Approve on the message");
  expect(look(step)).toContain("[Approve …?]");
  await mia.press(step, "Approve", { confirm: true });
  const result = await sees("The export was measured.");
  expect(result.threadTs).toBe(root.ts);
  const attached = await slack.until("the diff", () => slack.messages(room).find(({ files }) => files.length > 0), 40_000);
  expect(attached.threadTs).toBe(root.ts);
  const [file] = attached.files;
  expect(slack.file(file ?? "")).toContain("+export const batch = 5000;");
});

test("the same is asked for again by the report's button, or by the word, as a task that knows where it comes from", async () => {
  const { app, slack, mia, room, root, sees, told } = await open({ script: planning(looking) });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  const done = () => slack.messages(room).filter((one) => slack.render(one).includes("[Retry]"));
  await sees("[Retry]");
  await mia.press(await sees("[Retry]"), "Retry");
  await slack.until("the second plan", () =>
    slack.messages(room).find((one) => slack.render(one).includes("plan v1") && slack.render(one).includes("[Approve]")),
  );
  mia.say(room, "retry", { thread: root });
  await told(mia, "is still going on");
  await mia.press(await sees("#2", "plan v1", "[Approve]"), "Approve");
  await slack.until("the second report", () => done().length === 2, 40_000);
  mia.mention(room, "retry #1", { thread: root });
  await sees("#3", "plan v1", "[Approve]");
  const rows = await app().database.sql`select number, request, parent from tasks order by number`;
  const [first, ...others] = await app().database.sql`select id from tasks order by number`;
  expect(rows.map(({ request }) => request)).toEqual(rows.map(() => "make the nightly export faster"));
  expect(rows.map(({ parent }) => parent)).toEqual([null, first?.["id"], first?.["id"]]);
  expect(others).toHaveLength(2);
});

const lines = (count: number, what: string) => Array.from({ length: count }, (_, n) => `${what} ${n}: ${"measured again. ".repeat(6)}`);

test("a report of fifteen thousand characters is split over messages in order, with nothing of it lost", async () => {
  const said = lines(150, "finding");
  const long = { ...planning(looking), summary: { answer: { headline: "Measured.", done: said, not_done: [], next: [] } } };
  const { slack, mia, room, sees } = await open({ script: long });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("[Retry]");
  const whole = slack
    .messages(room)
    .map((one) => slack.render(one))
    .join("\n");
  for (const line of said) expect(whole).toContain(line.trim());
  expect(whole.indexOf("finding 10:")).toBeLessThan(whole.indexOf("finding 140:"));
});

test("a report too long for a few messages is begun there and attached whole; Slack refuses nothing of it", async () => {
  const said = lines(600, "finding");
  const { slack, mia, room, sees } = await open({
    script: { ...planning(looking), summary: { answer: { headline: "Measured.", done: said, not_done: [], next: [] } } },
  });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("Cut here. All of it is in report-1.md");
  const attached = await slack.until("the file", () => slack.messages(room).find(({ files }) => files.length > 0), 40_000);
  for (const line of said) expect(slack.file(attached.files[0] ?? "")).toContain(line.trim());
  expect(slack.calls().filter(({ answer }) => answer["ok"] === false)).toEqual([]);
});

test("a plan of fifteen thousand characters is split, and its buttons are on the last part", async () => {
  const many = Array.from({ length: 30 }, (_, n) => ({
    ...looking,
    id: `look${n}`,
    title: `look ${n} ${"at every export there is ".repeat(8)}`,
    input: { command: `echo ${"x".repeat(250)} ${n}` },
    dependsOn: n === 0 ? [] : [`look${n - 1}`],
  }));
  const { slack, mia, room, sees } = await open({ script: { ...planning(...many), summary: summary("Looked.") } });
  const last = await sees("[Approve]");
  const parts = slack.messages(room).filter(({ threadTs, botId }) => botId !== null && threadTs !== null);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.at(-1)?.ts).toBe(last.ts);
  const whole = parts.map((one) => slack.render(one)).join("\n");
  for (const { title } of many) expect(whole).toContain(title.trim().slice(0, 100));
  await mia.press(last, "Reject", { confirm: true });
  await sees("Cancelled: rejected by mia");
  const isOpen = (part: Message) => slack.render(slack.now(part) ?? part).includes("[Approve]");
  await slack.until("a closed plan", () => !parts.some(isOpen));
});
