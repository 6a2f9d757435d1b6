import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { takeIn } from "../../src/orchestrator/intake.ts";
import { listUndelivered } from "../../src/store/shown.ts";
import { listTasks } from "../../src/store/tasks.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { triage } from "../fixtures/model-answers.ts";
import { install } from "../fixtures/slack/installing.ts";
import type { Message } from "../fixtures/slack/workspace.ts";
import { type HouseOptions, openSlackHouse, type SlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), isMany: true, ...options });
  onTestFinished(house.close);
  return house;
}

/** The newest message of a room with these words. */
function sees({ slack }: SlackHouse, room: { readonly id: string }, ...words: readonly string[]): Promise<Message> {
  const isMeant = (one: Message) => one.channel === room.id && words.every((word) => slack.render(one).includes(word));
  return slack.until(`in ${room.id}: ${words.join(", ")}`, () => slack.messages().filter(isMeant).at(-1), 40_000);
}

/** What mia did on a message, as if it had been zoe of the bank: in a room that workspaces share, Slack lets her. */
async function asZoe({ slack, mia, bank }: SlackHouse, text: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const done = slack.deliveries.findLast(({ envelope }) => JSON.stringify(envelope.payload).includes(text));
  if (!done) throw new Error(`nothing with ${text} was delivered`);
  const all = { [mia.id]: bank.zoe.id, [slack.team.id]: bank.team.id, ...more };
  const said = Object.entries(all).reduce((json, [from, to]) => json.replaceAll(from, to), JSON.stringify(done.envelope.payload));
  await slack.redeliver({ ...done, envelope: { ...done.envelope, payload: JSON.parse(said) } });
}

describe.each(["socket", "webhook"] as const)("in every workspace that installs it, by %s", (way) => {
  test("each has its own task in its own rooms, and the tokens outlive the process", async () => {
    const house = await open({ way });
    const { slack, mia, room, bank } = house;
    mia.mention(room, "make the nightly export faster");
    bank.zoe.mention(bank.room, "list what is exported");
    const [plan, theirs] = [await sees(house, room, "plan v1", "[Approve]"), await sees(house, bank.room, "plan v1", "[Approve]")];
    await house.restart();
    await mia.press(plan, "Approve");
    await bank.zoe.press(theirs, "Approve");
    await sees(house, room, "The export was measured.");
    await sees(house, bank.room, "The export was measured.");
    for (const { method, teamId, args } of slack.calls().filter((call) => typeof call.args["channel"] === "string")) {
      const isBanks = [bank.room.id, bank.zoe.id, bank.zoe.dm().id].includes(`${args["channel"]}`);
      expect({ method, teamId }).toEqual({ method, teamId: isBanks ? bank.team.id : slack.team.id });
    }
  });

  test("a workspace that removed it is told nothing more, and hears the rest once it is there again", async () => {
    const house = await open({ way });
    const { slack, mia, room, bank, app, pages } = house;
    const { sql, db } = app().database;
    bank.zoe.mention(bank.room, "list what is exported");
    const plan = await sees(house, bank.room, "plan v1", "[Approve]");
    bank.team.uninstall();
    await expect.poll(() => sql`select key from app_installations`, { timeout: 20_000 }).toEqual([{ key: `slack:${slack.team.id}` }]);
    const [task] = await listTasks(db, { open: true, most: 1 });
    if (!task) throw new Error("no task");
    const before = slack.calls().filter(({ teamId }) => teamId === bank.team.id).length;
    // Its people are gone; whoever owns the installation goes on.
    mia.openHome();
    const home = await slack.until("mia's home", () => mia.home(), 20_000);
    await mia.press(home, "Approve");
    await expect
      .poll(() => listUndelivered(db, task.id), { timeout: 40_000 })
      .toEqual([
        `Slack: the app is not installed in workspace ${bank.team.id} any more; install it there again (/slack/install), and this is shown`,
      ]);
    expect(slack.calls().filter(({ teamId }) => teamId === bank.team.id)).toHaveLength(before);
    mia.mention(room, "make the nightly export faster");
    await sees(house, room, "plan v1", "[Approve]");
    await install(pages, bank.team);
    await sees(house, bank.room, "The export was measured.");
    await slack.until("the plan is closed", () => slack.render(slack.now(plan) ?? plan).includes("Closed: approved by mia"));
    expect(await listUndelivered(db, task.id)).toEqual([]);
  });
});

test("a token that expires in the middle of a task is changed for one new one, by whoever asks for it", async () => {
  const house = await open();
  const { slack, mia, room, bank } = house;
  mia.mention(room, "make the nightly export faster");
  bank.zoe.mention(bank.room, "list what is exported");
  const [plan, theirs] = [await sees(house, room, "plan v1", "[Approve]"), await sees(house, bank.room, "plan v1", "[Approve]")];
  const asked = slack.calls("oauth.v2.access").length;
  slack.team.expireTokens();
  await Promise.all([mia.press(plan, "Approve"), bank.zoe.press(theirs, "Approve")]);
  await sees(house, room, "The export was measured.");
  await sees(house, bank.room, "The export was measured.");
  const renewals = slack.calls("oauth.v2.access").slice(asked);
  expect(renewals.map(({ args, answer }) => [args["grant_type"], answer["ok"]])).toEqual([["refresh_token", true]]);
  await house.restart();
  mia.tell("help");
  await sees(house, mia.dm(), "While a task is open");
  expect(slack.calls("oauth.v2.access")).toHaveLength(asked + 1);
});

test("a renewal that Slack does not answer loses nothing", async () => {
  const house = await open();
  const { slack, mia, room } = house;
  mia.mention(room, "make the nightly export faster");
  const plan = await sees(house, room, "plan v1", "[Approve]");
  slack.fault("oauth.v2.access", { kind: "error", status: 500 });
  slack.team.expireTokens();
  await mia.press(plan, "Approve");
  await sees(house, room, "The export was measured.");
});

test("a workspace whose token is renewed no more is told nothing, and the operator why", async () => {
  const house = await open();
  const { slack, mia, room, app, pages } = house;
  mia.mention(room, "make the nightly export faster");
  const plan = await sees(house, room, "plan v1", "[Approve]");
  const [task] = await listTasks(app().database.db, { open: true, most: 1 });
  if (!task) throw new Error("no task");
  slack.team.workspace.installation.refreshToken = "xoxe-1-another";
  slack.team.expireTokens();
  // Where it happened is the room of a task that goes on: the terminal steers it.
  await takeIn(app().database.db, { type: "command", key: "stop", by: app().me, task: task.id, command: "cancel" });
  const why = expect.stringContaining(`not installed in workspace ${slack.team.id} any more`);
  await expect.poll(() => listUndelivered(app().database.db, task.id), { timeout: 40_000 }).toEqual([why]);
  await install(pages, slack.team);
  await slack.until("the plan is closed", () => slack.render(slack.now(plan) ?? plan).includes("Closed"), 20_000);
});

test("tokens that are about to expire are renewed before anybody has to be refused", async () => {
  const house = await open();
  const { slack, mia } = house;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11 * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  mia.tell("help");
  await slack.until(
    "it is renewed",
    () => slack.calls("oauth.v2.access").some(({ args }) => args["grant_type"] === "refresh_token"),
    20_000,
  );
  expect(slack.calls().filter(({ answer }) => answer["error"] === "token_expired")).toEqual([]);
});

test("somebody of another workspace decides nothing, though they have a group of the same name", async () => {
  const house = await open({ policy: "    approvals:\n      approvers:\n        execute: ['@ops']\n" });
  const { mia, room, bank, app } = house;
  bank.team.usergroup("ops", [bank.zoe]);
  mia.mention(room, "make the nightly export faster");
  const plan = await sees(house, room, "plan v1", "[Approve]");
  await mia.press(plan, "Request changes");
  await asZoe(house, '"type":"block_actions"', { '"action_id":"change"': '"action_id":"approve"' });
  mia.react(plan, "eyes");
  await asZoe(house, '"reaction":"eyes"', { '"eyes"': '"white_check_mark"' });
  const { sql } = app().database;
  const heard = () => sql`select event->'by'->'groups' as groups from inbox where event->>'type' = 'decided' and processed_at is not null`;
  await expect.poll(heard, { timeout: 20_000 }).toHaveLength(2);
  for (const { groups } of await heard()) expect(groups).toContain(`${bank.team.id}/ops`);
  expect(await sql`select verb from votes`).toEqual([]);
  expect(house.look(plan)).toContain("[Approve]");
});

test("who may answer in a workspace is no member of another one", async () => {
  const question = { id: "which", text: "Which export?", choices: ["nightly", "weekly"] };
  const script = { ...planning(looking), triage: [triage(0.5, 0.3, [question]), triage(0.9, 0.9)] };
  const house = await open({ script, policy: "    approvals:\n      members_answer: true\n" });
  const { mia, room, app } = house;
  mia.mention(room, "make the nightly export faster");
  const asked = await sees(house, room, "Which export?");
  await mia.press(asked, "nightly");
  await sees(house, room, "plan v1");
  await asZoe(house, '"type":"block_actions"');
  const { sql } = app().database;
  const heard = () =>
    sql`select event->'by'->>'member' as member from inbox where event->>'type' = 'answered' and processed_at is not null order by id`;
  await expect.poll(heard, { timeout: 20_000 }).toEqual([{ member: "full" }, { member: "external" }]);
});

test("in a room of no space nobody may ask whom the policy does not name", async () => {
  const { slack, jon, app, told } = await open();
  jon.mention(slack.team.channel("lobby", [jon]), "make the nightly export faster");
  await told(jon, "You can't ask for work here;");
  expect(await app().database.sql`select id from tasks`).toEqual([]);
});

test("an organisation that installs it for all of its workspaces has one token, and each of them rooms of its own", async () => {
  const anything = await mkdtemp(join(tmpdir(), "adjutant-anything-"));
  const house = await open({ policy: `  - name: anything\n    path: ${anything}\n    rooms: ["slack:*"]\n` });
  const { slack, pages, app } = house;
  const [north, south] = slack.addOrganisation("North", "South");
  if (!north || !south) throw new Error("no organisation");
  const [nia, sol] = [north.person("nia"), south.person("sol")];
  const [cold, warm] = [north.channel("cold", [nia]), south.channel("warm", [sol])];
  await install(pages, south);
  expect(await app().database.sql`select key from app_installations where key = ${`slack:${north.workspace.organisation}`}`).toHaveLength(
    1,
  );
  nia.mention(cold, "make the nightly export faster");
  const plan = await sees(house, cold, "plan v1", "[Approve]");
  await house.restart(() => void sol.mention(warm, "list what is exported"));
  await nia.press(plan, "Approve");
  await slack.until("nia's plan is closed", () => slack.render(slack.now(plan) ?? plan).includes("Closed: approved by nia"), 40_000);
  await sees(house, warm, "plan v1", "[Approve]");
  const rows = await app().database.sql`select distinct workspace from conversations where room in (${cold.id}, ${warm.id})`;
  expect(rows.map(({ workspace }) => workspace).sort()).toEqual([north.id, south.id].sort());
  expect(slack.calls().filter(({ answer }) => answer["error"] === "missing_argument")).toEqual([]);
  north.uninstall();
  await expect.poll(() => app().database.sql`select key from app_installations`, { timeout: 20_000 }).toHaveLength(2);
});

test("what was said in any of them while nobody listened is found", async () => {
  const house = await open();
  const { slack, mia, room, bank } = house;
  mia.tell("help");
  await sees(house, mia.dm(), "While a task is open");
  await house.restart(() => {
    mia.mention(room, "make the nightly export faster");
    bank.zoe.mention(bank.room, "list what is exported");
  });
  await sees(house, room, "plan v1", "[Approve]");
  await sees(house, bank.room, "plan v1", "[Approve]");
  expect(await house.app().database.sql`select id from tasks`).toHaveLength(2);
  for (const { args, teamId } of slack.calls("conversations.history").filter(({ args }) => args["channel"] === bank.room.id))
    expect({ channel: args["channel"], teamId }).toEqual({ channel: bank.room.id, teamId: bank.team.id });
});

test("that it was removed while nobody listened is learned from the first call, and an old word of it removes nothing", async () => {
  const house = await open();
  const { slack, bank, mia, pages, app } = house;
  bank.zoe.mention(bank.room, "list what is exported");
  await sees(house, bank.room, "plan v1", "[Approve]");
  await house.restart(() => bank.team.uninstall());
  mia.openHome();
  await mia.press(await slack.until("mia's home", () => mia.home(), 20_000), "Approve");
  await expect.poll(() => app().database.sql`select key from app_installations`, { timeout: 40_000 }).toHaveLength(1);
  await install(pages, bank.team);
  await sees(house, bank.room, "The export was measured.");
  const word = slack.deliveries.findLast(({ envelope }) => JSON.stringify(envelope.payload).includes("app_uninstalled"));
  if (!word) throw new Error("nobody was told");
  const old = { ...word.envelope.payload, event_time: Math.floor(Date.now() / 1_000) - 60 };
  await slack.redeliver({ ...word, envelope: { ...word.envelope, payload: old } });
  expect(await app().database.sql`select key from app_installations`).toHaveLength(2);
});

test("a group counts by its name with its workspace", async () => {
  const house = await open({ policy: ({ bank }) => `    approvals:\n      approvers:\n        execute: ['@${bank.team.id}/ops']\n` });
  const { bank } = house;
  const jim = bank.team.person("jim");
  bank.team.join(bank.room, jim);
  bank.team.usergroup("ops", [jim]);
  bank.zoe.mention(bank.room, "list what is exported");
  await jim.press(await sees(house, bank.room, "plan v1", "[Approve]"), "Approve");
  await sees(house, bank.room, "The export was measured.");
});

test("no token is in the database or on the log as it is, whatever is written there", async () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(`${text}`) > 0);
  onTestFinished(() => write.mockRestore());
  const house = await open({ env: { ADJUTANT_LOG_LEVEL: "trace", ADJUTANT_LOG: "json" } });
  const { slack, mia, room, app } = house;
  const [first, { refreshToken }] = [slack.team.token(), slack.team.workspace.installation];
  slack.team.expireTokens();
  // People say what they should not: it is heard, shown and remembered without it.
  mia.mention(room, `make it faster, by ${first} and ${refreshToken}`);
  await sees(house, room, "plan v1", "[Approve]");
  const { refreshToken: next } = slack.team.workspace.installation;
  const { sql } = app().database;
  app().log.error({ token: slack.team.token() }, `all of it: ${next}`);
  const tables = await sql`select table_name as name from information_schema.tables where table_schema = 'public'`;
  const dump = await Promise.all(tables.map(({ name }) => sql`select row_to_json(one)::text as row from ${sql(name)} one`));
  const rows = JSON.stringify(dump.flat());
  expect(rows).toContain(`slack:${slack.team.id}`);
  const ours = [slack.team.token(), next];
  for (const token of ours) expect(rows).not.toContain(token);
  for (const token of [...ours, first, refreshToken]) expect(written.join("")).not.toContain(token);
  expect(written.join("")).toContain("all of it");
});
