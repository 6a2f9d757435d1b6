import { z } from "zod";
import type { Json } from "../../../domain/json.ts";

/** Where installations are kept, by the id of the workspace or of the organisation; what is kept there is nobody else's to read. */
export type InstallationStore = {
  list(): Promise<readonly string[]>;
  /** Null: the app is not installed there. Rejects where what is kept cannot be believed. */
  find(id: string): Promise<Json>;
  keep(id: string, content: Exclude<Json, null>): Promise<void>;
  remove(id: string): Promise<void>;
};

/** The app as one workspace, or one organisation with several, has installed it. Times in milliseconds since the epoch. */
export const Installed = z.object({
  id: z.string(),
  /** For all workspaces of an organisation. */
  isWide: z.boolean(),
  app: z.string(),
  /** The bot's account. */
  user: z.string(),
  token: z.string(),
  /** Null: the token does not expire. */
  renewal: z.object({ refreshToken: z.string(), expiresAt: z.number() }).nullable(),
  installedAt: z.number(),
});
export type Installed = z.infer<typeof Installed>;

/** What is taken over of what `oauth.v2.access` granted, as @slack/oauth hands it on. */
const Granted = z.object({
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  isEnterpriseInstall: z.boolean().nullish(),
  appId: z.string().nullish(),
  bot: z.object({
    token: z.string(),
    userId: z.string(),
    refreshToken: z.string().nullish(),
    /** In seconds. */
    expiresAt: z.number().nullish(),
  }),
});

/** A new installation. One without a bot's token is refused: we could neither hear nor speak. */
export function readGranted(granted: unknown, now: number): Installed {
  const { team, enterprise, isEnterpriseInstall, appId, bot } = Granted.parse(granted);
  const isWide = isEnterpriseInstall === true;
  const id = isWide ? enterprise?.id : team?.id;
  if (id === undefined) throw new Error("Slack does not say which workspace installed the app");
  const { refreshToken, expiresAt } = bot;
  const renewal = refreshToken && expiresAt ? { refreshToken, expiresAt: expiresAt * 1_000 } : null;
  return { id, isWide, app: appId ?? "", user: bot.userId, token: bot.token, renewal, installedAt: now };
}
