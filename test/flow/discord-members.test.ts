import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function open(rooms: NonNullable<HouseOptions["rooms"]>) {
  const house = await openDiscordHouse({ script: planning(looking), rooms });
  onTestFinished(house.close);
  const { app } = house;
  return { ...house, tasks: async () => (await app().database.sql`select id from tasks`).length };
}

test("in direct messages members of the space's servers may ask; who asked us into a server of their own is a stranger", async () => {
  const { discord, jon, told, tasks } = await open(({ guild }) => [`discord:${guild.id}/*`, "discord:dm/*"]);
  const zoe = discord.addGuild("zoe's own").person("zoe");
  zoe.tell("show me what is in the repository");
  await told(zoe, "can't ask for work here");
  expect(await tasks()).toBe(0);
  jon.tell("make the nightly export faster");
  await told(jon, "plan v1", "[Approve]");
});

test("a channel that is named stands for its server", async () => {
  const { discord, jon, told } = await open((one) => [`discord:${one.guild.channel("named").id}`, "discord:dm/*"]);
  const zoe = discord.addGuild("zoe's own").person("zoe");
  zoe.tell("show me what is in the repository");
  await told(zoe, "can't ask for work here");
  jon.tell("make the nightly export faster");
  await told(jon, "plan v1", "[Approve]");
});

test("where no room of a server is named at all, nobody is a member in direct messages; the owner may ask", async () => {
  const { mia, jon, told, tasks } = await open(() => ["discord:dm/*"]);
  jon.tell("make the nightly export faster");
  await told(jon, "can't ask for work here");
  expect(await tasks()).toBe(0);
  mia.tell("make the nightly export faster");
  await told(mia, "plan v1", "[Approve]");
});
