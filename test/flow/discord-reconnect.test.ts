import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";

const asking = {
  ...planning(looking),
  triage: [triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]), triage(0.9, 0.9)],
};

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, app, sees } = house;
  const tasks = async () => (await app().database.sql`select id from tasks`).length;
  const shown = (words: string) => discord.messages().filter((one) => discord.render(one).includes(words));
  /** The line is cut; what happens until another is there is missed. */
  const away = async (act: () => void | Promise<void>, isForgotten: boolean) => {
    const opened = discord.socketsOpened();
    const greet = discord.holdGateway();
    if (isForgotten) discord.forgetSessions();
    discord.drop();
    await discord.until("another line", () => discord.socketsOpened() > opened, 40_000);
    await act();
    greet();
  };
  return { ...house, tasks, shown, away, ended: () => sees("The export was measured.") };
}

describe.each([
  ["is resumed", false],
  ["cannot be resumed", true],
] as const)("a line that is cut and %s", (_, isForgotten) => {
  test("loses nothing and doubles nothing, in every stage", async () => {
    const { discord, mia, room, sees, shown, away, ended, tasks } = await open({ script: asking });
    const root: { id: string } = { id: "" };
    await away(() => void Object.assign(root, mia.mention(room, "make the nightly export faster")), isForgotten);
    await sees("Which export?");
    const thread = discord.channel(root.id);
    if (thread === undefined) throw new Error("no thread was begun");
    await away(() => void mia.say(thread, "orders"), isForgotten);
    const plan = await sees("plan v1", "[Approve]");
    await away(() => mia.react(plan, "✅"), isForgotten);
    await ended();
    expect(await tasks()).toBe(1);
    for (const words of ["Which export?", "plan v1", "[Retry]"]) expect(shown(words)).toHaveLength(1);
  });

  test("brings what was said in direct messages meanwhile", async () => {
    const { mia, sees, shown, away, ended, tasks } = await open({ script: asking });
    await away(() => void mia.tell("make the nightly export faster"), isForgotten);
    await sees("Which export?");
    await away(() => void mia.tell("orders"), isForgotten);
    const plan = await sees("plan v1", "[Approve]");
    await away(() => mia.react(plan, "✅"), isForgotten);
    await ended();
    expect(await tasks()).toBe(1);
    for (const words of ["Which export?", "plan v1", "[Retry]"]) expect(shown(words)).toHaveLength(1);
  });

  test("brings a vote by emoji that is taken back, and one that was given and taken back and given again", async () => {
    const { discord, mia, jon, room, sees, told, look, away, ended } = await open({
      policy: (people) => `approvals: { quorum: 2, approvers: { execute: ["discord:${people.mia.id}", "discord:${people.jon.id}"] } }\n`,
    });
    mia.mention(room, "make the nightly export faster");
    const plan = await sees("plan v1", "[Approve]");
    jon.react(plan, "✅");
    await told(jon, "1 more to go");
    await away(() => jon.unreact(plan, "✅"), isForgotten);
    await told(jon, "Taken back");
    await mia.press(plan, "Approve");
    await discord.until("mia's vote", () =>
      discord.messages().find((one) => one.shownTo === mia.id && discord.render(one).includes("1 more")),
    );
    expect(look(plan)).toContain("[Approve]");
    // What is as it was is not told again.
    await away(() => undefined, isForgotten);
    await away(() => {
      jon.react(plan, "✅");
      jon.unreact(plan, "✅");
      jon.react(plan, "✅");
    }, isForgotten);
    await ended();
    expect(look(plan)).toContain("Closed: approved by mia and jon");
  });
});

test.each([
  ["asks it to connect again", (socket: { reconnect(): void }) => socket.reconnect()],
  ["calls its session invalid, though it can be resumed", (socket: { invalidate(resumable: boolean): void }) => socket.invalidate(true)],
  ["calls its session invalid", (socket: { invalidate(resumable: boolean): void }) => socket.invalidate(false)],
  ["refuses its token for a moment", (socket: { close(code: 4004): void }) => socket.close(4004)],
] as const)("where Discord %s, it goes on by itself", async (_, befall) => {
  const { discord, mia, room, sees } = await open();
  const [socket] = discord.sockets;
  if (socket === undefined) throw new Error("no line");
  befall(socket);
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
});

test("a line that is open and dead is noticed, and another takes its place", async () => {
  const { discord, mia, room, sees, tasks } = await open({ discord: { heartbeatEveryMs: 1_000 } });
  for (const socket of discord.sockets) socket.freeze();
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
  expect(await tasks()).toBe(1);
});
