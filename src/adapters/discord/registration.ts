import { DiscordAPIError, REST, Routes } from "discord.js";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { applicationCommands, inviteUrl } from "./commands.ts";

export type Registration = {
  readonly token: string;
  /** Another endpoint with Discord's interface, without the version (`https://discord.com/api`); null: Discord's own. */
  readonly apiUrl: string | null;
  /** The only server they hold in; null: everywhere. */
  readonly server: string | null;
};

export type Registered = {
  readonly application: string;
  readonly server: string | null;
  readonly commands: readonly string[];
  /** Where somebody who manages a server lets the bot in. */
  readonly invite: string;
};

const Application = z.object({ id: z.string().regex(/^\d{1,20}$/) });
const Commands = z.array(z.object({ name: z.string() }));

/**
 * Tells Discord the commands there are, in place of those it knew: doing it again changes nothing. Rejects with a `channel` Problem
 * where Discord does not take the token, or does not let us into the server.
 */
export async function registerCommands({ token, apiUrl, server }: Registration): Promise<Registered> {
  const rest = new REST({ version: "10", retries: 2, timeout: 15_000, ...(apiUrl === null ? {} : { api: apiUrl.replace(/\/+$/, "") }) });
  rest.setToken(token.replace(/^Bot\s+/i, ""));
  return register(rest, server).catch((error: unknown) => {
    throw new Problem("channel", whyNot(error, server), error);
  });
}

async function register(rest: REST, server: string | null): Promise<Registered> {
  const { id } = Application.parse(await rest.get(Routes.currentApplication()));
  const route = server === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, server);
  const known = Commands.parse(await rest.put(route, { body: applicationCommands(server === null ? "everywhere" : "server") }));
  return { application: id, server, commands: known.map(({ name }) => name), invite: inviteUrl(id) };
}

function whyNot(error: unknown, server: string | null): string {
  const status = error instanceof DiscordAPIError ? error.status : 0;
  if (status === 401)
    return "Discord does not let us in by DISCORD_TOKEN: copy the bot's token anew at discord.com/developers, Bot, Reset Token.";
  if (server !== null && (status === 403 || status === 404))
    return `Discord does not let us into the server ${server}: invite the app there first, with the scope applications.commands.`;
  return `Discord does not take the commands: ${error instanceof Error ? error.message : String(error)}`;
}
