import type { HTTPReceiverOptions } from "@slack/bolt";
import type { Desk } from "../../adapter.ts";
import type { Source } from "../workspaces.ts";
import type { InstallationStore } from "./installed.ts";
import { pagesOf } from "./pages.ts";
import { type Client, renewToken } from "./rotation.ts";
import { openInstalledSource } from "./source.ts";
import { openVault } from "./vault.ts";

/** What it takes to be installed by many workspaces. */
export type InstallOptions = Client & {
  /** Where Slack leads back to after somebody allowed the app in; null: to the address that the app's own settings name. */
  readonly redirectUrl: string | null;
  /** Where the pages are served. */
  readonly port: number;
  /** Keeps the installations; `secret` is one that only who has its key can know. */
  readonly store: InstallationStore & { secret(purpose: string): string };
};

/** Installing by OAuth: the workspaces that did, and the pages with which others do. */
export function openInstalled(
  { store, redirectUrl, ...client }: InstallOptions,
  apiUrl: string | null,
  desk: Pick<Desk, "keepSecret" | "log">,
): { readonly source: Source; pages(installed: () => Promise<void>): Partial<HTTPReceiverOptions> } {
  const vault = openVault(store, (refreshToken) => renewToken(client, refreshToken, apiUrl), desk);
  const stateSecret = store.secret("oauth state");
  return {
    source: openInstalledSource(vault, apiUrl, desk),
    pages: (installed) => pagesOf({ ...client, redirectUrl, stateSecret, apiUrl }, vault, desk, installed),
  };
}
