import { z } from "zod";
import { Problem } from "../../../domain/problem.ts";
import type { Desk } from "../../adapter.ts";
import { Paged, pagesOf } from "../pages.ts";
import type { Whence } from "../reading/origin.ts";
import type { Tokens } from "../tokens.ts";
import { openWeb } from "../web.ts";
import type { Access, Source } from "../workspaces.ts";
import type { Installed } from "./installed.ts";
import { rotatingTokens } from "./rotating-tokens.ts";
import type { Vault } from "./vault.ts";

const Teams = z.object({ teams: z.array(z.object({ id: z.string() })), ...Paged });

/** Every workspace that installed the app, by itself or with its organisation. */
export function openInstalledSource(vault: Vault, apiUrl: string | null, desk: Pick<Desk, "log">): Source {
  /** Workspaces of organisations that installed it for all of theirs. */
  const organisations = new Map<string, string>();
  const unusable = new Set<string>();
  const find = async (id: string): Promise<Installed | null> => {
    try {
      const found = await vault.find(id);
      unusable.delete(id);
      return found;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!unusable.has(id)) desk.log.error({ err: error, workspace: id }, "an installation cannot be used");
      unusable.add(id);
      return null;
    }
  };
  const listOf = async (id: string): Promise<readonly string[]> => {
    const installed = await find(id);
    if (installed === null) return [];
    if (!installed.isWide) return [id];
    const teams = await teamsOf(rotatingTokens(vault, id), apiUrl);
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
      const { team } = whence;
      // Slack tells to the second, and sometimes late: who installed it again since is not meant.
      const wasRemoved = team !== null && (await vault.remove(team, ({ installedAt }) => at !== null && at + 1_000 <= installedAt));
      if (wasRemoved)
        desk.log.warn({ workspace: team }, "the app was removed from the workspace: its tokens are deleted, and nothing is shown there");
      const wide = await wideOf(whence);
      // One workspace's leaving is not its organisation's: whether the token is good is Slack's to say. If it is not, it is forgotten.
      if (wide !== null)
        void openWeb(rotatingTokens(vault, wide.id), apiUrl)
          .call("auth.test", {}, z.unknown())
          .catch(() => undefined);
    },
  };
}

function accessOf(vault: Vault, { id, isWide, user, app }: Installed, team: string): Access {
  return { me: { user, team, app }, tokens: rotatingTokens(vault, id), isWide };
}

async function teamsOf(tokens: Tokens, apiUrl: string | null): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { teams } of pagesOf(openWeb(tokens, apiUrl), "auth.teams.list", { limit: 100 }, Teams))
    found.push(...teams.map(({ id }) => id));
  return found;
}
