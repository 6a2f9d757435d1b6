import { z } from "zod";
import { Problem } from "../../../domain/problem.ts";
import type { Desk } from "../../adapter.ts";
import { Paged, pagesOf } from "../pages.ts";
import type { Whence } from "../reading/origin.ts";
import type { Tokens } from "../tokens.ts";
import { Away, openWeb } from "../web.ts";
import type { Access, Source } from "../workspaces.ts";
import type { Installed } from "./installed.ts";
import type { Vault } from "./vault.ts";

/** A token is renewed so long before it expires, in milliseconds. */
const aheadMs = 2 * 3_600_000;
/** A token that is good for so long is used where the next one cannot be had. */
const goodMs = 60_000;
/** Until a renewal that failed is tried again, while the token is still good. */
const againMs = 60_000;

const Teams = z.object({ teams: z.array(z.object({ id: z.string() })), ...Paged });

/** Every workspace that installed the app, by itself or with its organisation. */
export function openInstalledSource(vault: Vault, apiUrl: string | null, desk: Pick<Desk, "log">): Source {
  /** Workspaces of organisations that installed it for all of theirs. */
  const organisations = new Map<string, string>();
  const find = async (id: string): Promise<Installed | null> => {
    try {
      return await vault.find(id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      desk.log.error({ err: error, workspace: id }, "an installation cannot be used");
      return null;
    }
  };
  const listOf = async (id: string): Promise<readonly string[]> => {
    const installed = await find(id);
    if (installed === null) return [];
    if (!installed.isWide) return [id];
    const teams = await teamsOf(tokensOf(vault, id), apiUrl);
    for (const team of teams) organisations.set(team, id);
    return teams;
  };
  const list = async (): Promise<readonly string[]> => {
    const listed = await Promise.allSettled((await vault.list()).map(listOf));
    for (const one of listed)
      if (one.status === "rejected") desk.log.warn({ err: one.reason }, "an organisation's workspaces are not known now");
    return listed.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  };
  const wideOf = async ({ team, enterprise }: Whence): Promise<Installed | null> => {
    const id = enterprise ?? organisations.get(team ?? "") ?? null;
    const wide = id === null ? null : await find(id);
    return wide?.isWide === true ? wide : null;
  };
  return {
    find: async (whence) => {
      const own = whence.team === null ? null : await find(whence.team);
      const installed = own ?? (await wideOf(whence));
      const team = whence.team ?? (installed?.isWide === false ? installed.id : null);
      if (installed === null || team === null) return null;
      if (installed.isWide) organisations.set(team, installed.id);
      return accessOf(vault, installed, team);
    },
    list,
    remove: async (whence, at) => {
      for (const id of [whence.team, whence.enterprise]) {
        if (id === null) continue;
        // Slack tells to the second, and sometimes late: who installed it again since is not meant.
        const wasRemoved = await vault.remove(id, ({ installedAt }) => at !== null && at + 1_000 <= installedAt);
        if (!wasRemoved) continue;
        desk.log.warn({ workspace: id }, "the app was removed from the workspace: its tokens are deleted, and nothing is shown there");
        return;
      }
    },
  };
}

function accessOf(vault: Vault, { id, isWide, user, app }: Installed, team: string): Access {
  return { me: { user, team, app }, tokens: tokensOf(vault, id), isWide };
}

async function teamsOf(tokens: Tokens, apiUrl: string | null): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { teams } of pagesOf(openWeb(tokens, apiUrl), "auth.teams.list", { limit: 100 }, Teams))
    found.push(...teams.map(({ id }) => id));
  return found;
}

/** Slack's words for a token that was taken back for good. */
const gone: ReadonlySet<string> = new Set(["token_revoked", "account_inactive"]);

/** Tokens as the vault has them, renewed before they expire. */
function tokensOf(vault: Vault, id: string): Tokens {
  let restUntil = 0;
  return {
    current: async () => {
      const now = await vault.find(id);
      if (now === null || now.renewal === null) return now?.token ?? null;
      const left = now.renewal.expiresAt - Date.now();
      if (left > aheadMs || (left > goodMs && Date.now() < restUntil)) return now.token;
      try {
        return (await vault.renew(id, now.token))?.token ?? null;
      } catch (error) {
        if (!(error instanceof Away) || left <= goodMs) throw error;
        restUntil = Date.now() + againMs;
        return now.token;
      }
    },
    instead: async (token, why) => {
      const now = await vault.find(id);
      if (now === null) return null;
      if (now.token !== token) return now.token;
      if (why === "token_expired" && now.renewal !== null) return (await vault.renew(id, token))?.token ?? null;
      // Nobody told us, or we were not there to hear it.
      if (gone.has(why)) await vault.remove(id, (one) => one.token !== token);
      return null;
    },
  };
}
