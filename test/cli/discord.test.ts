import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openShell, type Shell } from "./shell.ts";

const token = "OTAw.GhosTs.0123456789abcdefghijklmnopqrstuvwxyz";
const application = "900000000000000002";
const server = "500000000000000001";

/** Of Discord only who we are, and its commands; each `PUT` replaces what was known. */
let known = new Map<string, readonly { readonly name: string }[]>();
let discord: Server;
let shell: Shell;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  shell = await openShell();
  discord = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await once(discord.listen(0, "127.0.0.1"), "listening");
  const { port } = discord.address() as AddressInfo;
  env = { DISCORD_TOKEN: token, DISCORD_API_URL: `http://127.0.0.1:${port}/api` };
});
beforeEach(() => {
  known = new Map();
});
afterAll(async () => {
  discord.close();
  await shell.remove();
});

type Answered = readonly [number, unknown];

async function answer(request: IncomingMessage): Promise<Answered> {
  const { method, url = "", headers } = request;
  if (headers.authorization !== `Bot ${token}`) return [401, { message: "401: Unauthorized", code: 0 }];
  if (method === "GET" && url === "/api/v10/applications/@me") return [200, { id: application, name: "Adjutant" }];
  if (method === "GET" && url.startsWith("/api/v10/users/@me/guilds")) return [200, [{ id: server }]];
  const place = new RegExp(`^/api/v10/applications/${application}(?:/guilds/(\\d+))?/commands$`).exec(url);
  if (place === null) return [404, { message: "404: Not Found", code: 0 }];
  const guild = place[1] ?? null;
  if (guild !== null && guild !== server) return [403, { message: "Missing Access", code: 50_001 }];
  return method === "PUT" ? replace(guild, (await json(request)) as readonly Command[]) : [200, known.get(guild ?? "everywhere") ?? []];
}

type Command = { readonly name: string; readonly contexts?: unknown };

function replace(guild: string | null, commands: readonly Command[]): Answered {
  if (guild !== null && commands.some((one) => one.contexts !== undefined)) return [400, { message: "Invalid Form Body", code: 50_035 }];
  known.set(guild ?? "everywhere", commands);
  return [200, commands.map((one, index) => ({ ...one, id: `${index}`, application_id: application }))];
}

test("`discord register` registers the commands, however often, and prints the link that invites the app", async () => {
  const first = await shell.adjutant(["discord", "register"], { env });
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toMatch(
    /^Registered everywhere .*: \/adjutant, "Make this a task"\.\nInvite the app: https:\/\/discord\.com\/oauth2\/authorize\?client_id=900000000000000002&\S+\nInstall it for yourself: https:\/\/discord\.com\/oauth2\/authorize\?client_id=900000000000000002&integration_type=1&scope=applications\.commands \(turn User Install on first: /,
  );
  const again = await shell.adjutant(["discord", "register"], { env });
  expect([again.code, again.stdout]).toEqual([0, first.stdout]);
  expect(known.get("everywhere")?.map(({ name }) => name)).toEqual(["adjutant", "Make this a task"]);
});

test("`--server` registers them there alone, `--json` says it for scripts", async () => {
  const { code, stdout } = await shell.adjutant(["discord", "register", "--server", server, "--json"], { env });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      application,
      server,
      commands: ["adjutant", "Make this a task"],
      cleared: [],
      invite: expect.stringContaining("permissions="),
      install: expect.stringContaining("integration_type=1"),
    },
  ]);
  expect([...known.keys()]).toEqual([server]);
});

test("nobody has a command twice: registered everywhere they are known in no server alone any more, and the other way round", async () => {
  const names = () => new Map([...known].map(([where, commands]) => [where, commands.length]));
  await shell.adjutant(["discord", "register", "--server", server], { env });
  const everywhere = await shell.adjutant(["discord", "register"], { env });
  expect(everywhere.stdout).toContain(`No longer registered in the server ${server} alone.`);
  expect(names()).toEqual(
    new Map([
      ["everywhere", 2],
      [server, 0],
    ]),
  );
  const alone = await shell.adjutant(["discord", "register", "--server", server], { env });
  expect(alone.stdout).toContain("No longer registered everywhere.");
  expect(names()).toEqual(
    new Map([
      ["everywhere", 0],
      [server, 2],
    ]),
  );
});

test("the address of another endpoint may be written with a version, as for `start`", async () => {
  const { code } = await shell.adjutant(["discord", "register"], { env: { ...env, DISCORD_API_URL: `${env["DISCORD_API_URL"]}/v10` } });
  expect([code, known.get("everywhere")?.length]).toEqual([0, 2]);
});

test.each([
  ["without a token", [], { DISCORD_TOKEN: "" }, 2, /^adjutant: DISCORD_TOKEN is not set: /],
  [
    "with a token Discord does not take",
    [],
    { DISCORD_TOKEN: "wrong.token.which-is-long-enough" },
    2,
    /^adjutant: Discord does not let us in by DISCORD_TOKEN: /,
  ],
  [
    "with the word of the header before its token",
    [],
    { DISCORD_TOKEN: `Bot ${token}` },
    2,
    /^adjutant: DISCORD_TOKEN begins with "Bot " /,
  ],
  ["for a server that is none", ["--server", "shop"], {}, 2, /^adjutant: --server shop: expected a server's id/],
  [
    "for a server it is not in",
    ["--server", "500000000000000009"],
    {},
    2,
    /^adjutant: Discord does not let us into the server 500000000000000009: /,
  ],
  ["where nobody answers", [], { DISCORD_API_URL: "http://127.0.0.1:9/api" }, 2, /^adjutant: Discord does not take the commands: /],
] as const)("%s it says in one line what to do", async (_, args, more, exit, message) => {
  const { code, stderr } = await shell.adjutant(["discord", "register", ...args], { env: { ...env, ...more } });
  expect([code, stderr.trim().split("\n")]).toEqual([exit, [expect.stringMatching(message)]]);
});
