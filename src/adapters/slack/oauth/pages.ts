import type { HTTPReceiverOptions, Installation } from "@slack/bolt";
import type { Desk } from "../../adapter.ts";
import { botScopes, redirectPath } from "../manifest.ts";
import { clientOptions, silent } from "../web.ts";
import { readGranted } from "./installed.ts";
import type { Client } from "./rotation.ts";
import { openStates } from "./state.ts";
import type { Vault } from "./vault.ts";

/** What the two pages need with which somebody installs the app: `/slack/install`, and `/slack/oauth_redirect`, where Slack leads back to. */
export type PageOptions = Client & {
  /** Where Slack leads back to; null: what the app's own settings say. */
  readonly redirectUrl: string | null;
  /** Signs what comes back; nobody else can know it. */
  readonly stateSecret: string;
  readonly apiUrl: string | null;
};

/** The part of a receiver that serves the pages. `installed` is called once a new installation is kept. */
export function pagesOf(
  { clientId, clientSecret, redirectUrl, stateSecret, apiUrl }: PageOptions,
  vault: Pick<Vault, "keep">,
  desk: Pick<Desk, "log">,
  installed: () => Promise<void>,
): Partial<HTTPReceiverOptions> {
  const redirect = redirectUrl === null ? {} : { redirectUri: redirectUrl };
  const scopes = [...botScopes];
  // The library says more than this in words; what went wrong with an installation it hands on as it is.
  const complain = (...[error]: unknown[]) => {
    if (error instanceof Error) desk.log.warn({ err: error }, "an installation of the app did not come about");
  };
  return {
    clientId,
    clientSecret,
    scopes,
    ...redirect,
    installationStore: {
      storeInstallation: async (granted: Installation) => {
        const one = readGranted(granted, Date.now());
        await vault.keep(one);
        desk.log.info({ workspace: one.id }, "the app was installed in a workspace");
        // It is installed, whatever becomes of what waited for it.
        await installed().catch((error: unknown) => desk.log.warn({ err: error, workspace: one.id }, "what waits for it is shown later"));
      },
      // Nobody asks this one: tokens are the vault's.
      fetchInstallation: () => Promise.reject(new Error("installations are not read here")),
    },
    installerOptions: {
      redirectUriPath: redirectPath,
      stateStore: openStates(stateSecret, { scopes, ...redirect }),
      clientOptions: clientOptions(apiUrl),
      ...(apiUrl === null ? {} : { authorizationUrl: new URL("/oauth/v2/authorize", apiUrl).href }),
    },
    logger: { ...silent, error: complain },
  };
}
