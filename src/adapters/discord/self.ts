import { ApplicationFlags } from "discord.js";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { Examined } from "../adapter.ts";
import { Away } from "../answer.ts";
import { openWeb, type Web } from "./web.ts";

/** Who we are: the bot's user, and its application as interactions name it. */
export type Self = {
  readonly user: string;
  readonly app: string;
  readonly name: string;
  /** Whether Discord shows us what people write without naming us; null: it does not say. */
  readonly seesAll: boolean | null;
};

const User = z.object({ id: z.string(), username: z.string().optional() });
const Application = z.object({ id: z.string(), flags: z.number().nullish() });

const seeing = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/** Asks Discord. A token that it does not take is a Problem; rejects with `Away` where it does not say now. */
export async function whoAmI(web: Web): Promise<Self> {
  const user = await web.call("GET", "/users/@me", {}, User);
  if (user.kind === "later" && user.why === undefined) throw new Away("Discord wants no calls now", { afterMs: user.afterMs });
  if (user.kind !== "ok") throw notLetIn(user.why ?? "");
  const name = user.value.username ?? user.value.id;
  const app = await web.call("GET", "/applications/@me", {}, Application).catch(() => null);
  // A bot's application has the bot's own id, but for very old ones.
  if (app?.kind !== "ok") return { user: user.value.id, app: user.value.id, name, seesAll: null };
  const { id, flags } = app.value;
  return { user: user.value.id, app: id, name, seesAll: flags == null ? null : (flags & seeing) !== 0 };
}

const contents = {
  yes: "all messages of its threads are seen (message content intent)",
  no: "without the message content intent: in servers people mention it, or reply to it, each time",
  unknown: "whether it has the message content intent is not said",
};

/** What Discord says of the token that an operator set. */
export async function examineDiscord({ token, apiUrl }: { readonly token: string; readonly apiUrl: string | null }): Promise<Examined> {
  try {
    checkToken(token);
    const { name, seesAll } = await whoAmI(openWeb(token, apiUrl));
    return { ok: true, what: `logs in as ${name}; ${contents[seesAll === null ? "unknown" : seesAll ? "yes" : "no"]}`, cure: null };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { ok: false, what, cure: error instanceof Problem ? newToken : network };
  }
}

const newToken = "Set DISCORD_TOKEN to the bot's token (Developer Portal, Bot, Reset Token).";
const network = "Look whether this machine reaches Discord (DISCORD_API_URL, if it is set), and try again.";

/** Why we are not let in, and the cure. */
export function notLetIn(why: string): Problem {
  return new Problem(
    "channel",
    `Discord does not let us in by DISCORD_TOKEN: ${why}. Copy the bot's token anew (Developer Portal, Bot, Reset Token).`,
  );
}

/** Refuses a token that was copied with the word of the header it goes into: the library would cut something else. */
export function checkToken(token: string): void {
  if (/^(?:bot|bearer)\s/i.test(token))
    throw new Problem("channel", 'DISCORD_TOKEN begins with "Bot " or "Bearer ": set the token alone, without that word.');
}
