import { DiscordAPIError, GatewayCloseCodes } from "discord.js";
import { Problem } from "../../domain/problem.ts";
import { Away } from "../answer.ts";
import { NoRoute, TooMany } from "./requests.ts";
import { notLetIn } from "./self.ts";

/** By these Discord says that it never lets us in as we are; with what to do about it. */
const finalCodes: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.InvalidShard]: "refuses the number of our connection. Start Adjutant again; if that changes nothing, update it",
  [GatewayCloseCodes.ShardingRequired]: "wants more connections than we open. Start Adjutant again: it opens as many as Discord recommends",
  [GatewayCloseCodes.InvalidAPIVersion]:
    "does not know version 10 of its interface any more. Update Adjutant; if DISCORD_API_URL is set, look what that endpoint serves",
  [GatewayCloseCodes.InvalidIntents]:
    "does not know some of what we ask to hear. Update Adjutant; if DISCORD_API_URL is set, look what that endpoint serves",
  [GatewayCloseCodes.DisallowedIntents]:
    "lets the bot hear neither messages nor reactions. Look in the Developer Portal (Bot, Privileged Gateway Intents) " +
    "whether the application is limited, and turn on the message content intent there",
};

/**
 * What is wrong where a line was not let in, or was closed by a code: a Problem where the same would be said the next time, else `Away`.
 * `content`: the line asked for what names nobody of us; without that it may be let in.
 */
export function faultOf(error: unknown, closedBy: number | null, content: boolean): Problem | Away {
  const why = error instanceof Error ? error.message : String(error);
  if (closedBy === GatewayCloseCodes.AuthenticationFailed || /invalid token/i.test(why)) return notLetIn("the token was refused");
  const final = closedBy === null || (content && closedBy === GatewayCloseCodes.DisallowedIntents) ? undefined : finalCodes[closedBy];
  if (final !== undefined) return new Problem("channel", `Discord's gateway ${final} (it closed with ${closedBy}).`, error);
  if (error instanceof NoRoute || error instanceof DiscordAPIError)
    return new Problem(
      "channel",
      `Discord's gateway does not let us in: ${why}. If DISCORD_API_URL is set, look whether Discord's interface is there.`,
      error,
    );
  const afterMs = error instanceof TooMany ? error.afterMs : 0;
  return new Away(`Discord's gateway does not let us in: ${why}`, { afterMs, cause: error });
}
