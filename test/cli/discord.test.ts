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

async function answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
  const { method, url = "", headers } = request;
  if (headers.authorization !== `Bot ${token}`) return [401, { message: "401: Unauthorized", code: 0 }];
  if (method === "GET" && url === "/api/v10/applications/@me") return [200, { id: application, name: "Adjutant" }];
  const place = new RegExp(`^/api/v10/applications/${application}(?:/guilds/(\\d+))?/commands$`).exec(url);
  if (method !== "PUT" || place === null) return [404, { message: "404: Not Found", code: 0 }];
  const guild = place[1] ?? null;
  if (guild !== null && guild !== server) return [403, { message: "Missing Access", code: 50_001 }];
  const commands = (await json(request)) as readonly { readonly name: string; readonly contexts?: unknown }[];
  if (guild !== null && commands.some((one) => one.contexts !== undefined)) return [400, { message: "Invalid Form Body", code: 50_035 }];
  known.set(guild ?? "everywhere", commands);
  return [200, commands.map((one, index) => ({ ...one, id: `${index}`, application_id: application }))];
}

test("`discord register` registers the commands, however often, and prints the link that invites the app", async () => {
  const first = await shell.adjutant(["discord", "register"], { env });
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toMatch(
    /^Registered everywhere .*: \/adjutant, "Make this a task"\.\nInvite the app: https:\/\/discord\.com\/oauth2\/authorize\?client_id=900000000000000002&/,
  );
  const again = await shell.adjutant(["discord", "register"], { env });
  expect([again.code, again.stdout]).toEqual([0, first.stdout]);
  expect(known.get("everywhere")?.map(({ name }) => name)).toEqual(["adjutant", "Make this a task"]);
});

test("`--server` registers them there alone, `--json` says it for scripts", async () => {
  const { code, stdout } = await shell.adjutant(["discord", "register", "--server", server, "--json"], { env });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { application, server, commands: ["adjutant", "Make this a task"], invite: expect.stringContaining("permissions=") },
  ]);
  expect([...known.keys()]).toEqual([server]);
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
