import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import { z } from "zod";
import { Away } from "../../answer.ts";
import { clientOptions, silent } from "../web.ts";

/** What the app shows to be given tokens. */
export type Client = { readonly clientId: string; readonly clientSecret: string };

/** The next token of a workspace, and what the one after it is had by; milliseconds since the epoch. */
export type Renewed = { readonly token: string; readonly renewal: { readonly refreshToken: string; readonly expiresAt: number } };

const Access = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

/** A refresh token of which Slack says that it is none any more: it was used, or the app was removed. */
const spent: ReadonlySet<string> = new Set([
  "invalid_refresh_token",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "invalid_grant",
]);
/** Until it is tried again: where Slack does not answer, and where it does not take us for whom we say we are. */
const againMs = { away: 5_000, refused: 60_000 };

/**
 * Asks for the token that follows; a refresh token is good once. Null: it is good no more. Rejects with `Away` where Slack does
 * not answer, or takes no client like us: that is the operator's to mend, and loses nothing.
 */
export async function renewToken({ clientId, clientSecret }: Client, refreshToken: string, apiUrl: string | null): Promise<Renewed | null> {
  const slack = new WebClient(undefined, { ...clientOptions(apiUrl), rejectRateLimitedCalls: true, logger: silent });
  const args = { client_id: clientId, client_secret: clientSecret, grant_type: "refresh_token", refresh_token: refreshToken };
  const asked = Date.now();
  try {
    const { access_token: token, refresh_token: next, expires_in } = Access.parse(await slack.apiCall("oauth.v2.access", args));
    return { token, renewal: { refreshToken: next, expiresAt: asked + expires_in * 1_000 } };
  } catch (error) {
    const why = error instanceof WebAPIPlatformError ? error.data.error : null;
    if (why !== null && spent.has(why)) return null;
    const afterMs = why === null ? againMs.away : againMs.refused;
    throw new Away(`Slack gives no new token: ${why ?? "no answer"}`, { cause: error, afterMs });
  }
}
