import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning, writing } from "../fixtures/chat-scripts.ts";
import { triage } from "../fixtures/model-answers.ts";
import { sparse } from "../fixtures/slack/lacks.ts";
import type { SlackOptions } from "../fixtures/slack/slack.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

const two: HouseOptions["policy"] = ({ mia, jon }) =>
  `approvals: { quorum: 2, approvers: { execute: ["slack:${mia.id}", "slack:${jon.id}"] } }\n`;

async function open(options: HouseOptions & { readonly slack: SlackOptions }) {
  const house = await openSlackHouse(options);
  onTestFinished(house.close);
  return house;
}

const asking = {
  ...planning(writing),
  triage: [triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]), triage(0.9, 0.9)],
};

describe("an endpoint that has only what a conversation needs", () => {
  test.each([
    ["socket", "unknown_method"],
    ["webhook", "unknown_method"],
    ["webhook", 404],
    ["socket", "missing_scope"],
  ] as const)("is talked to by %s from the mention to the attached diff, though it answers %s to everything else", async (way, instead) => {
    const house = await open({ script: asking, way, policy: two, slack: { lacks: sparse(instead) } });
    const { slack, mia, jon, room, sees, told, look, app } = house;
    const root = mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("Which export?"), "orders");
    const first = await sees("plan v1", "[Approve");
    await mia.press(first, "Request changes");
    await slack.until("the form", () => mia.modal());
    await mia.submit({ text: "keep the schema" });
    const plan = await sees("plan v2", "[Approve");
    expect(look(first)).toContain("Closed: changes requested by mia: keep the schema");
    jon.react(plan, "white_check_mark");
    await told(jon, "1 more to go");
    await mia.press(plan, "Approve");
    await sees("The export was measured.", "[Retry]");
    const attached = await slack.until("the diff", () => slack.messages(room).find(({ files }) => files.length > 0), 40_000);
    expect(slack.file(attached.files[0] ?? "")).toContain("+export const batch = 5000;");
    expect(attached.threadTs).toBe(root.ts);
    expect(look(plan)).toContain("Closed: approved by jon and mia");
    await sees("2 of 2 steps done · completed");
    expect(await app().database.sql`select id from tasks`).toHaveLength(1);
    for (const version of ["plan v1", "plan v2"])
      expect(slack.messages(room).filter((one) => slack.render(one).includes(version))).toHaveLength(1);
  });

  test("gets no right for anybody by what it does not say: guests it does not tell of are not in a group either", async () => {
    const house = await open({
      script: planning(looking),
      policy: `approvals: { approvers: { execute: ["@shop-leads"] } }\n`,
      slack: { lacks: sparse("missing_scope") },
    });
    const { slack, mia, jon, room, sees, told } = house;
    slack.team.usergroup("shop-leads", [jon]);
    mia.mention(room, "make the nightly export faster");
    await jon.press(await sees("plan v1", "[Approve"), "Approve");
    await told(jon, "You can't approve execute here");
  });

  test("that does not say who somebody is answers them, and lets only those ask whom the policy names", async () => {
    const lacks = sparse("unknown_method", { "users.info": "missing_scope" });
    const house = await open({ script: planning(looking), slack: { lacks } });
    const { mia, jon, room, sees, told } = house;
    jon.mention(room, "delete everything");
    await told(jon, "Somebody whose membership is not known can't ask for work here");
    mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve"), "Approve");
    await sees("The export was measured.");
  });

  test("whose posts have no end that anybody knows of shows each once, found by its words", async () => {
    const { slack, mia, room, sees } = await open({ script: planning(looking), slack: { lacks: sparse("unknown_method") } });
    slack.fault("chat.postMessage", { kind: "lost-answer", where: ({ text }) => `${text}`.includes("plan v1") });
    mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve"), "Approve");
    await sees("The export was measured.");
    expect(slack.calls("chat.postMessage").filter(({ fault }) => fault === "lost-answer")).toHaveLength(1);
    expect(slack.messages(room).filter((one) => slack.render(one).includes("plan v1"))).toHaveLength(1);
  });

  test("that does not list rooms is read after a gap where a task is open, and nothing that was heard comes twice", async () => {
    const lacks = sparse("unknown_method");
    const { slack, mia, room, sees, app } = await open({
      script: planning(looking),
      slack: { lacks, ackWithinMs: 200_000, minuteMs: 600_000 },
    });
    const root = mia.mention(room, "make the nightly export faster");
    await sees("plan v1", "[Approve");
    const opened = slack.socketsOpened();
    for (const socket of slack.sockets) socket.freeze();
    mia.say(room, "approve", { thread: root });
    for (const socket of slack.sockets) socket.drop();
    await slack.until("another connection", () => slack.socketsOpened() > opened);
    await sees("The export was measured.");
    expect(await app().database.sql`select id from tasks`).toHaveLength(1);
  });
});

test.each(["files.getUploadURLExternal", "files.completeUploadExternal"])(
  "a diff that cannot be uploaded (%s is refused) comes as text in the thread, once",
  async (method) => {
    const { slack, mia, room, sees, look } = await open({
      script: planning(writing),
      slack: { lacks: { methods: { [method]: "missing_scope" } } },
    });
    const root = mia.mention(room, "make the nightly export faster");
    await mia.press(await sees("plan v1", "[Approve"), "Approve");
    await sees("The export was measured.", "[Retry]");
    const text = await sees("File: ", "+export const batch = 5000;");
    expect(text.threadTs).toBe(root.ts);
    expect(look(text)).toContain(".diff");
    expect(slack.messages(room).filter((one) => slack.render(one).includes("+export const batch"))).toHaveLength(1);
  },
);

test("an upload that never answers does not keep the diff back", async () => {
  const { slack, mia, room, sees } = await open({ script: planning(writing), slack: {} });
  slack.fault("upload", { kind: "reset", times: 1_000 });
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve"), "Approve");
  await sees("File: ", "+export const batch = 5000;");
  expect(slack.messages(room).filter((one) => slack.render(one).includes("[Retry]"))).toHaveLength(1);
});

test("a report too long for a few messages arrives whole where nothing can be uploaded", async () => {
  const said = Array.from({ length: 300 }, (_, n) => `finding ${n}: ${"measured again. ".repeat(6)}`);
  const { slack, mia, room, sees } = await open({
    script: { ...planning(looking), summary: { answer: { headline: "Measured.", done: said, not_done: [], next: [] } } },
    slack: { lacks: { methods: { "files.getUploadURLExternal": 404 } } },
  });
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve"), "Approve");
  await sees("finding 299:");
  const whole = slack
    .messages(room)
    .map((one) => slack.render(one))
    .join("\n");
  for (const line of said) expect(whole).toContain(line.trim());
});
