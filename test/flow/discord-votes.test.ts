import { expect, onTestFinished, test } from "vitest";
import { looking, planning, sending, writing } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function openWithPlan(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, mia, room, sees } = house;
  const root = mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve");
  /** What only this person sees in the thread: the answer to what they pressed. */
  const whispered = (who: { readonly id: string }, words: string) =>
    discord.until(
      `told ${words}`,
      () => discord.messages().find((one) => one.shownTo === who.id && discord.render(one).includes(words)),
      40_000,
    );
  return { ...house, root, plan, whispered };
}

const two: HouseOptions["policy"] = ({ mia, jon }) =>
  `approvals: { quorum: 2, approvers: { execute: ["discord:${mia.id}", "discord:${jon.id}"] } }\n`;

test("two people approve, one by emoji and one by button; it begins when both did, and calls both of them", async () => {
  const { discord, mia, jon, plan, sees, told, look } = await openWithPlan({ policy: two });
  for (const one of [mia, jon]) expect(discord.notices(one)).toContainEqual(expect.objectContaining({ id: plan.id }));
  expect(look(plan)).toContain("2 people must approve");
  jon.react(plan, "✅");
  await told(jon, "1 more to go");
  await discord.until("the vote is shown", () => look(plan).includes("2 people must approve; jon did"), 40_000);
  expect(look(plan)).toContain("[Approve]");
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(look(plan)).toContain("Closed: approved by jon and mia");
});

test("a vote by emoji that is taken back does not count; skin tones and 👍 do not matter", async () => {
  const { mia, jon, plan, sees, told, look } = await openWithPlan({ policy: two });
  mia.react(plan, "👍");
  jon.react(plan, "✅");
  await told(jon, "1 more to go");
  jon.unreact(plan, "✅");
  await told(jon, "Taken back");
  await mia.press(plan, "Approve");
  await told(mia, "1 more to go");
  expect(look(plan)).toContain("[Approve]");
  jon.react(plan, "✅");
  await sees("The export was measured.");
});

test("a role gives the right to approve, and who lost it while the vote is open does not count any more", async () => {
  const roles: { ops?: string } = {};
  const house = await openWithPlan({
    policy: ({ jon, mia, discord }) => {
      roles.ops = discord.guild.role("ops", [jon, mia]).id;
      return `approvals: { quorum: 2, approvers: { execute: ["@${roles.ops}"] } }\n`;
    },
  });
  const { discord, mia, jon, plan, sees, told, look } = house;
  const ops = discord.guild.guild.roles.get(roles.ops ?? "");
  if (ops === undefined) throw new Error("no role");
  await jon.press(plan, "Approve");
  await told(jon, "1 more to go");
  discord.guild.takeRole(jon, ops);
  await mia.press(plan, "Approve");
  await told(mia, "1 more to go");
  expect(look(plan)).toContain("[Approve]");
  discord.guild.giveRole(jon, ops);
  await jon.press(plan, "Approve");
  await sees("The export was measured.");
});

test("who may not approve is told so, seen by nobody else; a right in the server is none here", async () => {
  const { discord, jon, plan, whispered, look } = await openWithPlan();
  discord.guild.giveRole(jon, discord.guild.role("admin"));
  await jon.press(plan, "Approve");
  await whispered(jon, "can't approve");
  expect(look(plan)).toContain("[Approve]");
  expect(discord.failures()).toEqual([]);
});

test("who may approve is named as Discord names people, and is not called by that", async () => {
  const policy: HouseOptions["policy"] = ({ jon }) => `approvals: { approvers: { execute: ["discord:${jon.id}"] } }\n`;
  const { discord, jon, plan, whispered } = await openWithPlan({ policy });
  const notices = discord.notices(jon).length;
  const zoe = discord.guild.person("zoe");
  await zoe.press(plan, "Approve");
  await whispered(zoe, `You can't approve \`execute\` here; @jon can.`);
  expect(discord.notices(jon)).toHaveLength(notices);
});

test("a bot's emoji and our own decide nothing; 🛑 stops", async () => {
  const { discord, mia, plan, settle, look, sees } = await openWithPlan();
  discord.guild.otherBot("robot").react(plan, "✅");
  await settle();
  expect(look(plan)).toContain("[Approve]");
  mia.react(plan, "🛑");
  await sees("Cancelled");
});

test("a click on a plan that is replaced says so, and two quick clicks are one decision", async () => {
  const { discord, mia, plan, sees, whispered } = await openWithPlan();
  await mia.press(plan, "Request changes");
  await discord.until("the form", () => mia.modal());
  await mia.submit({ text: "keep the schema" });
  const second = await sees("plan v2", "[Approve]");
  await mia.pressStale(plan, "Approve");
  await whispered(mia, "v");
  await Promise.all([mia.pressStale(second, "Approve"), mia.pressStale(second, "Approve")]);
  await sees("The export was measured.");
  expect(discord.messages().filter((one) => discord.render(one).includes("[Retry]"))).toHaveLength(1);
  expect(discord.failures()).toEqual([]);
});

test("what reaches outside is confirmed by a form that asks once more; an emoji is not enough", async () => {
  const { discord, mia, plan, sees, told, look } = await openWithPlan({ script: planning(writing, sending) });
  mia.react(plan, "✅");
  const step = await sees("one step", "api.pay.com", "[Approve]");
  mia.react(step, "✅");
  await told(mia, "press Approve on the message");
  expect(look(step)).toContain("[Approve]");
  await mia.press(step, "Approve");
  expect(discord.render(await discord.until("the form", () => mia.modal()))).toContain("api.pay.com");
  await mia.submit({});
  await sees("The export was measured.");
});

test("an interaction whose token has expired is answered by the bot itself, in direct messages", async () => {
  const { discord, jon, plan, told } = await openWithPlan({ discord: { tokenLifeMs: 1 } });
  await jon.press(plan, "Approve").catch(() => undefined);
  const answer = await told(jon, "can't approve");
  expect(answer.channel).toBe(jon.dm().id);
  expect(discord.calls().filter(({ route }) => route.includes("webhooks")).length).toBeGreaterThan(0);
});

test("who clicks first has decided, however long Discord takes to say who they are", async () => {
  const { discord, mia, jon, plan, look } = await openWithPlan({
    policy: ({ mia, jon }) => `approvals: { approvers: { execute: ["discord:${mia.id}", "discord:${jon.id}"] } }\n`,
  });
  discord.fault("GET /guilds/:guild/members/:user", { kind: "hang" });
  await mia.press(plan, "Approve");
  await jon.press(plan, "Approve");
  await discord.until("the decision", () => look(plan).includes("Closed: approved by"), 40_000);
  expect(look(plan)).toContain("Closed: approved by mia");
});

test("a step is not begun on the word of somebody who lost the right to give it while another ran", async () => {
  const roles: { ops?: string } = {};
  const slow = { ...looking, input: { command: "sleep 12" } };
  const next = { id: "next", kind: "shell", input: { command: "ls exports" }, dependsOn: [slow.id] } as const;
  const { discord, jon, plan, sees, look } = await openWithPlan({
    script: planning(slow, next),
    policy: ({ jon, mia, discord }) => {
      roles.ops = discord.guild.role("ops", [jon, mia]).id;
      return `approvals: { quorum: 1, approvers: { execute: ["@${roles.ops}"] } }\n`;
    },
  });
  const ops = discord.guild.guild.roles.get(roles.ops ?? "");
  if (ops === undefined) throw new Error("no role");
  await jon.press(plan, "Approve");
  const card = await sees("0/3");
  discord.guild.takeRole(jon, ops);
  await discord.until(
    "what is asked anew",
    () =>
      look(card).includes("✓ list") && discord.messages().some((one) => one.id !== plan.id && discord.render(one).includes("[Approve]")),
    60_000,
  );
  expect(look(card)).not.toContain("✓ next");
});
