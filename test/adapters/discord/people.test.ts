import { expect, onTestFinished, test } from "vitest";
import { openPeople, type Where } from "../../../src/adapters/discord/people.ts";
import { openWeb } from "../../../src/adapters/discord/web.ts";
import { type Discord, startDiscord } from "../../fixtures/discord/discord.ts";

const members = "GET /guilds/:guild/members/:user";
const anywhere: Where = { membersOf: "all" };

/** Thirty servers more than the first; what of people the house is told is written down. */
async function start() {
  const discord = await startDiscord();
  onTestFinished(discord.close);
  const servers = Array.from({ length: 30 }, (_, n) => discord.addGuild(`server ${n}`));
  const last = servers.at(-1);
  if (last === undefined) throw new Error("no server");
  return { discord, last };
}

/** As after a start: nothing is remembered. */
function open(discord: Discord, namedGroups: readonly string[] = []) {
  const noted = new Map<string, readonly string[]>();
  const noteGroupsOf = async (groups: ReadonlyMap<string, readonly string[]>) => {
    for (const [id, theirs] of groups) noted.set(id, theirs);
  };
  const web = openWeb(discord.token, discord.apiUrl);
  return { people: openPeople(web, { user: discord.application.bot.id }, { noteGroupsOf, namedGroups }), noted };
}

async function whoIs(people: ReturnType<typeof open>["people"], id: string, where: Where = anywhere) {
  const found = await people.find(id, where, false);
  return found.kind === "bot" ? null : found.who;
}

test("whoever has a role in one of many servers has it after a restart, too, and is no stranger in direct messages", async () => {
  const { discord, last } = await start();
  const jon = last.person("jon");
  const ops = last.role("ops", [jon]);
  const { people } = open(discord, [ops.id]);
  expect(await whoIs(people, jon.id, { guild: last.id })).toMatchObject({ groups: [ops.id], member: "full" });
  const after = open(discord, [ops.id]);
  await after.people.refresh([{ id: jon.id, workspaces: ["dm"] }]);
  expect(after.noted).toEqual(new Map([[jon.id, [ops.id]]]));
  expect(await whoIs(after.people, jon.id)).toMatchObject({ groups: [ops.id], member: "full" });
});

test("about those who voted only servers are asked whose roles give a right, or where it is talked about", async () => {
  const { discord, last } = await start();
  const voters = Array.from({ length: 5 }, (_, n) => last.person(`voter ${n}`));
  const ops = last.role("ops", voters);
  const { people, noted } = open(discord, [ops.id]);
  await people.refresh(voters.map(({ id }) => ({ id, workspaces: [discord.guild.id] })));
  expect(discord.calls(members)).toHaveLength(10);
  expect([...noted.values()]).toEqual(voters.map(() => [ops.id]));
});

test("where no role gives a right nobody is asked about at all", async () => {
  const { discord, last } = await start();
  const { people } = open(discord);
  await people.refresh([{ id: last.person("jon").id, workspaces: [last.id] }]);
  expect(discord.calls(members)).toEqual([]);
});

test("a role that is gone gives nobody a right", async () => {
  const { discord, last } = await start();
  const jon = last.person("jon");
  const { people, noted } = open(discord, ["123456789012345678"]);
  await people.refresh([{ id: jon.id, workspaces: [last.id] }]);
  expect(noted).toEqual(new Map([[jon.id, []]]));
});

test("one of whom Discord says nothing now keeps nobody else's roles from being known", async () => {
  const { discord, last } = await start();
  const voters = Array.from({ length: 5 }, (_, n) => last.person(`voter ${n}`));
  const ops = last.role("ops", voters);
  const { people, noted } = open(discord, [ops.id]);
  discord.fault(members, { kind: "hang" });
  await expect(people.refresh(voters.map(({ id }) => ({ id, workspaces: [] })))).rejects.toThrow("Discord");
  expect(noted.size).toBe(4);
});

test("where no server is only members of the servers that count are members, and it is remembered in which", async () => {
  const { discord, last } = await start();
  const jon = last.person("jon");
  const { people } = open(discord);
  expect(await whoIs(people, jon.id, { membersOf: [discord.guild.id] })).toMatchObject({ member: "external" });
  expect(await whoIs(people, jon.id, { membersOf: [] })).toMatchObject({ member: "external" });
  expect(await whoIs(people, jon.id, { membersOf: [last.id] })).toMatchObject({ member: "full" });
  const before = discord.calls(members).length;
  await people.find(jon.id, anywhere, true);
  expect(discord.calls(members)).toHaveLength(before + 1);
  last.leave(jon);
  expect(await people.find(jon.id, anywhere, true)).toMatchObject({ who: { member: "external" } });
});

test("servers are listed to the last, however many there are", async () => {
  const { discord } = await start();
  for (let n = 0; n < 180; n++) discord.addGuild(`another ${n}`);
  const zoe = discord.addGuild("the last").person("zoe");
  expect(await whoIs(open(discord).people, zoe.id)).toMatchObject({ member: "full" });
  expect(discord.calls("GET /users/@me/guilds")).toHaveLength(2);
});
