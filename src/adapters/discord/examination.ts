import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { Examined } from "../adapter.ts";
import { checkToken, whoAmI } from "./self.ts";
import { openWeb, type Web } from "./web.ts";

const contents = {
  yes: "all messages of its threads are seen (message content intent)",
  no: "without the message content intent: in servers people mention it, or reply to it, each time",
  unknown: "whether it has the message content intent is not said",
};

/** Discord greets within so many milliseconds, or its gateway is none. */
const helloMs = 5_000;

type Asked = { readonly token: string; readonly apiUrl: string | null };

/** What Discord says of the token that an operator set, and whether its gateway greets us: what is said comes by that alone. */
export async function* examineDiscord({ token, apiUrl }: Asked): AsyncGenerator<Examined> {
  const web = openWeb(token, apiUrl);
  const bot = await examineBot(web, token);
  yield bot;
  if (bot.ok) yield await examineGateway(web);
}

async function examineBot(web: Web, token: string): Promise<Examined> {
  try {
    checkToken(token);
    const { name, seesAll } = await whoAmI(web, token);
    return { ok: true, what: `logs in as ${name}; ${contents[seesAll === null ? "unknown" : seesAll ? "yes" : "no"]}`, cure: null };
  } catch (error) {
    return { ok: false, what: messageOf(error), cure: error instanceof Problem ? newToken : network };
  }
}

const newToken = "Set DISCORD_TOKEN to the bot's token (Developer Portal, Bot, Reset Token).";
const network = "Look whether this machine reaches Discord (DISCORD_API_URL, if it is set), and try again.";

const Gateway = z.object({ url: z.url({ protocol: /^wss?$/ }) });

async function examineGateway(web: Web): Promise<Examined> {
  try {
    const answer = await web.call("GET", "/gateway/bot", {}, Gateway);
    if (answer.kind === "later" && answer.why !== undefined) return { ok: false, what: `Discord's gateway: ${answer.why}`, cure: newToken };
    if (answer.kind !== "ok")
      return { ok: false, what: `Discord does not say where its gateway is: ${answer.why ?? "too many calls"}`, cure: network };
    const trouble = await hello(answer.value.url);
    if (trouble === null) return { ok: true, what: "its gateway answers", cure: null };
    const { host } = new URL(answer.value.url);
    const cure = `Look whether a proxy or a firewall keeps this machine from WebSockets to ${host}, and try again.`;
    return { ok: false, what: `Discord's gateway at ${host} ${trouble}: nothing that people say is heard`, cure };
  } catch (error) {
    return { ok: false, what: messageOf(error), cure: network };
  }
}

const Hello = z.object({ op: z.literal(10) });

/** What is wrong with a gateway; null: it greets. Nobody logs in there. */
async function hello(url: string): Promise<string | null> {
  const socket = new WebSocket(`${url.replace(/\/$/, "")}/?v=10&encoding=json`);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  socket.addEventListener("message", ({ data }) => resolve(isHello(data) ? null : "says something else than a greeting"));
  socket.addEventListener("error", () => resolve("cannot be connected to"));
  socket.addEventListener("close", ({ code }) => resolve(`closes the connection (${code})`));
  try {
    return await Promise.race([promise, wait(helloMs, `does not greet us within ${helloMs / 1_000} seconds`, { ref: false })]);
  } finally {
    socket.close();
  }
}

function isHello(data: unknown): boolean {
  try {
    return typeof data === "string" && Hello.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
