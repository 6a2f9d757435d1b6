import { expect, onTestFinished, test } from "vitest";
import type { App } from "../../src/app.ts";
import { setUp } from "../../src/setup.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { beginInstalling, comeBack, install } from "../fixtures/slack/installing.ts";
import { type HouseOptions, openSlackHouse } from "../fixtures/slack-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openSlackHouse({ script: planning(looking), isMany: true, ...options });
  onTestFinished(house.close);
  const toys = house.slack.addTeam("Toys", false);
  const installed = async () => (await house.app().database.sql`select key from app_installations order by key`).map(({ key }) => key);
  return { ...house, toys, installed, before: await installed() };
}

test("only the browser that began can end an installation, once, with a state of ours", async () => {
  const { pages, toys, installed, before } = await open();
  const [one, other] = [await beginInstalling(pages, toys), await beginInstalling(pages, toys)];
  const stateOf = ({ searchParams }: URL) => searchParams.get("state") ?? "";
  const withState = (state: string) => {
    const back = new URL(one.back);
    back.searchParams.set("state", state);
    return back;
  };
  const name = one.cookie.split("=")[0] ?? "";
  const [time = "", random = "", signature = ""] = stateOf(one.back).split(".");
  const forged = [`${Number(time) + 1}.${random}.${signature}`, `${time}.${random}.${"A".repeat(43)}`, `${time}.${random}`, "", "x"];
  const refused = [
    await comeBack(one.back, null),
    await comeBack(one.back, other.cookie),
    await comeBack(withState(stateOf(other.back)), one.cookie),
    ...(await Promise.all(forged.map((state) => comeBack(withState(state), `${name}=${state}`)))),
  ];
  for (const { status } of refused) expect(status).toBe(400);
  expect(await installed()).toEqual(before);
  expect((await comeBack(one.back, one.cookie)).status).toBe(200);
  const again = await beginInstalling(pages, toys);
  const replayed = new URL(again.back);
  replayed.searchParams.set("state", stateOf(one.back));
  expect((await comeBack(replayed, one.cookie)).status).toBe(400);
  expect(await installed()).toEqual([...before, `slack:${toys.id}`].sort());
});

test("a page asks for what the manifest asks for, and its cookie is for no script and no other connection", async () => {
  const { pages, slack } = await open();
  const page = await fetch(`${pages}/slack/install`);
  const [, link = ""] = /href="(http[^"]+)"/.exec((await page.text()).replaceAll("&amp;", "&")) ?? [];
  const asked = new URL(link);
  expect(`${asked.origin}${asked.pathname}`).toBe(slack.authorizeUrl);
  expect(asked.searchParams.get("scope")).toContain("app_mentions:read,assistant:write,channels:history");
  expect(asked.searchParams.get("redirect_uri")).toBe(`${pages}/slack/oauth_redirect`);
  expect(page.headers.get("set-cookie")).toMatch(/; Secure; HttpOnly;/);
  expect(link).not.toContain(slack.app.clientSecret);
});

test.each(["socket", "webhook"] as const)(
  "beside the pages nothing is served (%s), and by a socket nothing that is posted is read",
  async (way) => {
    const { pages } = await open({ way });
    for (const path of ["/", "/slack", "/slack/install/", "/slack/events/", "/healthz", "/api/tasks"]) {
      expect((await fetch(`${pages}${path}`)).status).toBe(404);
      expect((await fetch(`${pages}${path}`, { method: "POST", body: "{}" })).status).toBe(404);
    }
    for (const path of ["/slack/install", "/slack/oauth_redirect"])
      expect((await fetch(`${pages}${path}`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${pages}/slack/events`, { method: "POST", body: "{}" })).status).toBe(way === "socket" ? 404 : 401);
  },
);

test("who changes their mind at Slack, or a code that is none, installs nothing", async () => {
  const { pages, toys, installed, before } = await open();
  for (const [name, value] of [
    ["error", "access_denied"],
    ["code", "0000"],
  ] as const) {
    const { back, cookie } = await beginInstalling(pages, toys);
    back.searchParams.set(name, value);
    expect((await comeBack(back, cookie)).status).toBeGreaterThanOrEqual(400);
  }
  expect(await installed()).toEqual(before);
});

test("a workspace whose row was changed is not served until it is installed again; the others are", async () => {
  const { pages, slack, mia, bank, app, restart, sees } = await open();
  const { sql } = app().database;
  const rows = await sql`select key, sealed from app_installations order by key`;
  await sql`update app_installations set sealed = ${rows.find(({ key }) => key === `slack:${slack.team.id}`)?.["sealed"]} where key = ${`slack:${bank.team.id}`}`;
  const before = slack.calls().filter(({ teamId }) => teamId === bank.team.id).length;
  await restart();
  bank.zoe.mention(bank.room, "list what is exported");
  mia.tell("help");
  await sees("While a task is open");
  expect(slack.calls().filter(({ teamId }) => teamId === bank.team.id)).toHaveLength(before);
  await install(pages, bank.team);
  bank.zoe.mention(bank.room, "list what is exported");
  await sees("plan v1", "[Approve]");
});

test("with another key nothing is served and nothing is overwritten", async () => {
  const { app, installed, before, env } = await open();
  const { sql } = app().database;
  const sealed = await sql`select * from app_installations order by key`;
  const other = setUp({ ...env, ADJUTANT_TOKEN_KEY: "ab".repeat(32), WEBHOOK_PORT: "0" }, "warn");
  const { openApp } = await import("../../src/app.ts");
  const second: App = await openApp(other);
  onTestFinished(second.close);
  await expect(second.serve()).rejects.toMatchObject({
    name: "Problem",
    message: expect.stringMatching(
      /^the tokens in this database were sealed with another key, and ADJUTANT_TOKEN_KEY is another one: copy .*token\.key/,
    ),
  });
  expect(await installed()).toEqual(before);
  expect(await sql`select * from app_installations order by key`).toEqual(sealed);
});
