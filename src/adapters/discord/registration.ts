import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { Away } from "../answer.ts";
import { applicationCommands, installUrl, inviteUrl } from "./commands.ts";
import { serversOf } from "./seen-channels.ts";
import { checkToken, notLetIn, userOf } from "./self.ts";
import { isLacking, openWeb, type Replied, type Web } from "./web.ts";

export type Registration = {
  readonly token: string;
  /** Another endpoint with Discord's interface (`https://discord.com/api`); null: Discord's own. */
  readonly apiUrl: string | null;
  /** The only server they hold in; null: everywhere. */
  readonly server: string | null;
};

export type Registered = {
  readonly application: string;
  readonly server: string | null;
  readonly commands: readonly string[];
  /** Where they were known, too, and are not any more, so that nobody sees them twice: servers by id, or `everywhere`. */
  readonly cleared: readonly string[];
  /** Where somebody who manages a server lets the bot in. */
  readonly invite: string;
  /** Where somebody installs the app for themselves, wherever they are. */
  readonly install: string;
};

const Application = z.object({ id: z.string().regex(/^\d{1,20}$/) });
const Commands = z.array(z.object({ name: z.string() }));

/**
 * Tells Discord the commands there are, in place of those it knew: everywhere, or in one server alone. Doing it again changes
 * nothing. Rejects with a `channel` Problem where Discord does not take the token, or does not let us into the server.
 */
export async function registerCommands({ token, apiUrl, server }: Registration): Promise<Registered> {
  checkToken(token);
  return register(openWeb(token, apiUrl), token, server).catch((error: unknown) => {
    if (!(error instanceof Away)) throw error;
    throw new Problem("channel", `Discord does not take the commands: ${error.message}`, error);
  });
}

async function register(web: Web, token: string, server: string | null): Promise<Registered> {
  const id = await applicationOf(web, token);
  const body = applicationCommands(server === null ? "everywhere" : "server");
  const known = valueIn(await web.call("PUT", scopeOf(id, server), { body }, Commands), server);
  const cleared: string[] = [];
  const others = server === null ? await serversOf({ web, servers: { list: () => [] } }) : [null];
  for (const other of others) if (await clear(web, scopeOf(id, other))) cleared.push(other ?? "everywhere");
  const commands = known.map(({ name }) => name);
  return { application: id, server, commands, cleared, invite: inviteUrl(id), install: installUrl(id) };
}

/** Where an endpoint does not say it is the bot's own id, as it is of all but very old ones. */
async function applicationOf(web: Web, token: string): Promise<string> {
  const answer = await web.call("GET", "/applications/@me", {}, Application);
  const fromToken = answer.kind === "refused" && isLacking(answer) ? userOf(token) : null;
  return fromToken ?? valueIn(answer, null).id;
}

function scopeOf(application: string, server: string | null): `/${string}` {
  return server === null ? `/applications/${application}/commands` : `/applications/${application}/guilds/${server}/commands`;
}

/** Takes the commands away that are known in a scope; false: there were none, or Discord does not show them. */
async function clear(web: Web, scope: `/${string}`): Promise<boolean> {
  const there = await web.call("GET", scope, {}, Commands);
  if (there.kind !== "ok" || there.value.length === 0) return false;
  const gone = await web.call("PUT", scope, { body: [] }, Commands);
  return gone.kind === "ok";
}

/** Forbidden, and not found: by Discord's own numbers where it says one. */
const closed: readonly number[] = [403, 404, 10_004, 50_001];

function valueIn<Value>(answer: Replied<Value>, server: string | null): Value {
  if (answer.kind === "ok") return answer.value;
  if (answer.kind === "later") {
    if (answer.why !== undefined) throw notLetIn(answer.why);
    throw new Away("too many calls; try again in some minutes", { afterMs: answer.afterMs });
  }
  if (server !== null && closed.includes(answer.code))
    throw new Problem(
      "channel",
      `Discord does not let us into the server ${server}: invite the app there first, with the scope applications.commands.`,
    );
  throw new Problem("channel", `Discord does not take the commands: ${answer.why}`);
}
