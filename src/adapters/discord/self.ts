import { ApplicationFlags } from "discord.js";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { Away } from "../answer.ts";
import { Unreadable } from "./requests.ts";
import type { Replied, Web } from "./web.ts";

/** Who we are: the bot's user, and its application as interactions name it. */
export type Self = {
  readonly user: string;
  readonly app: string;
  readonly name: string;
  /** Whether Discord shows us what people write without naming us; null: it does not say. */
  readonly seesAll: boolean | null;
};

const User = z.object({ id: z.string(), username: z.string().nullish() });
const Application = z.object({ id: z.string(), flags: z.number().nullish() });
const Ready = z.object({ user: User, application: z.object({ id: z.string() }).nullish() });

const seeing = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

/**
 * Asks Discord. A token that it does not take is a Problem; rejects with `Away` where it does not say now. Where an endpoint does not
 * say at all, we are who the token says, until the gateway greets us (`openSelf`).
 */
export async function whoAmI(web: Web, token: string): Promise<Self> {
  const user = await askWho(web);
  if (user.kind === "later" && user.why === undefined) throw new Away("Discord wants no calls now", { afterMs: user.afterMs });
  if (user.kind === "later") throw notLetIn(user.why ?? "");
  const told = user.kind === "ok" ? user.value : { id: userOf(token) ?? "" };
  const name = told.username ?? told.id;
  const app = await web.call("GET", "/applications/@me", {}, Application).catch(() => null);
  // A bot's application has the bot's own id, but for very old ones.
  if (app?.kind !== "ok") return { user: told.id, app: told.id, name, seesAll: null };
  const { id, flags } = app.value;
  return { user: told.id || id, app: id, name: name || id, seesAll: flags == null ? null : (flags & seeing) !== 0 };
}

async function askWho(web: Web): Promise<Replied<Partial<z.output<typeof User>> & { readonly id: string }>> {
  try {
    return await web.call("GET", "/users/@me", {}, User);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "refused", code: 0, why: error.message };
    throw error;
  }
}

/** The account that a token belongs to: its first part is the id. Null: it is made otherwise. */
export function userOf(token: string): string | null {
  const id = Buffer.from(token.split(".")[0] ?? "", "base64").toString();
  return /^\d{1,20}$/.test(id) ? id : null;
}

/** Who we are, as it is known so far. */
export type KnownSelf = {
  readonly me: Self;
  /** What a dispatch says of us, noted: the greeting names the account and the application. */
  note(t: string, d: unknown): void;
};

export function openSelf(begun: Self): KnownSelf {
  let now = begun;
  const me: Self = {
    get user() {
      return now.user;
    },
    get app() {
      return now.app;
    },
    get name() {
      return now.name;
    },
    get seesAll() {
      return now.seesAll;
    },
  };
  const note = (t: string, d: unknown) => {
    const { data } = t === "READY" ? Ready.safeParse(d) : {};
    if (data === undefined) return;
    const { user, application } = data;
    now = { ...now, user: user.id, app: application?.id ?? now.app, name: user.username ?? now.name };
  };
  return { me, note };
}

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
