import { Away } from "../../answer.ts";
import type { Tokens } from "../tokens.ts";
import type { Vault } from "./vault.ts";

/** A token is renewed so long before it expires, in milliseconds. */
const aheadMs = 2 * 3_600_000;
/** A token that is good for so long is used where the next one cannot be had. */
const goodMs = 60_000;
/** Until a renewal that failed is tried again, while the token is still good. */
const againMs = 60_000;

/** Slack's words for a token that was taken back for good. */
const gone: ReadonlySet<string> = new Set(["token_revoked", "account_inactive"]);

/** Tokens of an installation as the vault has them, renewed before they expire. */
export function rotatingTokens(vault: Vault, id: string): Tokens {
  let restUntil = 0;
  /** Another is wanted soon; this one will do where it cannot be had now. */
  const renewAhead = async (token: string): Promise<string | null> => {
    if (Date.now() < restUntil) return token;
    restUntil = Date.now() + againMs;
    const next = await vault.renew(id, token, true).catch(settleForNow);
    return next === undefined ? token : (next?.token ?? null);
  };
  const renewNow = async (token: string): Promise<string | null> => (await vault.renew(id, token, false))?.token ?? null;
  return {
    current: async () => {
      const now = await vault.find(id);
      if (now === null || now.renewal === null) return now?.token ?? null;
      const left = now.renewal.expiresAt - Date.now();
      if (left > aheadMs) return now.token;
      return left > goodMs ? renewAhead(now.token) : renewNow(now.token);
    },
    instead: async (token, why) => {
      const now = await vault.find(id);
      if (now === null) return null;
      if (now.token !== token) return now.token;
      if (why === "token_expired" && now.renewal !== null) return renewNow(token);
      // Nobody told us, or we were not there to hear it.
      if (gone.has(why)) await vault.remove(id, (one) => one.token !== token);
      return null;
    },
  };
}

function settleForNow(error: unknown): undefined {
  if (!(error instanceof Away)) throw error;
}
