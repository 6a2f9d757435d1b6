import { Command } from "commander";
import type { Registered } from "../adapters/discord/registration.ts";
import { Problem } from "../domain/problem.ts";
import { exits, type Program, print } from "./program.ts";

type RegisterOptions = { readonly server?: string; readonly json?: boolean };

/** `adjutant discord register`: Discord is told the commands, and people how to invite and install the app. */
export function discordCommand(program: Program): Command {
  const register = new Command("register")
    .description("tell Discord the commands there are (again at any time), and print the links that invite and install the app")
    .option("--server <id>", "only in this server, where they appear at once; without it everywhere")
    .option("--json", "print one JSON object")
    .action(async ({ server, json = false }: RegisterOptions) => {
      const registered = await registerAs(program, checked(server));
      print(program.stdout, json ? JSON.stringify(registered, null, 2) : render(registered));
      program.exit(exits.completed);
    });
  return new Command("discord").description("connect a Discord server").addCommand(register);
}

async function registerAs(program: Program, server: string | null): Promise<Registered> {
  const { config, secrets } = program.setUp("warn");
  const token = secrets.token("DISCORD_TOKEN");
  if (token === null)
    throw new Problem("usage", "DISCORD_TOKEN is not set: it is the bot's token, from discord.com/developers, your app, Bot.");
  // Loads discord.js, for which no other command is to wait.
  const { registerCommands } = await import("../adapters/discord/registration.ts");
  return registerCommands({ token, apiUrl: config.discordApiUrl, server });
}

function checked(server: string | undefined): string | null {
  if (server === undefined || /^\d{5,20}$/.test(server)) return server ?? null;
  throw new Problem(
    "usage",
    `--server ${server}: expected a server's id, such as 112233445566778899 (right click on the server, Copy Server ID).`,
  );
}

function render({ commands, server, cleared, invite, install }: Registered): string {
  const where = server === null ? "everywhere (it may take some minutes until all see them)" : `in the server ${server}`;
  const names = commands.map((name) => (name.includes(" ") ? `"${name}"` : `/${name}`));
  const gone = cleared.length === 0 ? [] : [`No longer registered ${server === null ? `in the ${serversIn(cleared)}` : "everywhere"}.`];
  return [
    `Registered ${where}: ${names.join(", ")}.`,
    ...gone,
    `Invite the app: ${invite}`,
    `Install it for yourself: ${install} (turn User Install on first: discord.com/developers, your app, Installation)`,
  ].join("\n");
}

function serversIn(cleared: readonly string[]): string {
  return `${cleared.length === 1 ? "server" : "servers"} ${cleared.join(", ")} alone`;
}
