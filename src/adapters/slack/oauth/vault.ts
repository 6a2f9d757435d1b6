import { Problem } from "../../../domain/problem.ts";
import type { Desk } from "../../adapter.ts";
import { type InstallationStore, Installed } from "./installed.ts";
import type { Renewed } from "./rotation.ts";

/** The installations of the app as they are now, with their tokens: the one place that reads, keeps and renews them. */
export type Vault = {
  list(): Promise<readonly string[]>;
  /** Null: the app is not installed there. */
  find(id: string): Promise<Installed | null>;
  keep(installed: Installed): Promise<void>;
  /** Forgets it; `unless` the tokens are others by now. */
  remove(id: string, unless?: (now: Installed) => boolean): Promise<boolean>;
  /**
   * Changes this token for the next one; whoever asks meanwhile gets the same, because a refresh token is good once. Rejects where
   * Slack cannot be asked. Null: there is none any more, and the app is not installed; one that is still good is kept as long as it is.
   */
  renew(id: string, token: string, isGood: boolean): Promise<Installed | null>;
};

/** `ask` has Slack change a refresh token for a new token. */
export function openVault(
  store: InstallationStore,
  ask: (refreshToken: string) => Promise<Renewed | null>,
  desk: Pick<Desk, "keepSecret" | "log">,
): Vault {
  const shelf = openShelf(store, desk);
  const renewing = new Map<string, Promise<Installed | null>>();
  const remove: Vault["remove"] = async (id, unless = () => false) => {
    const now = await shelf.find(id);
    if (now === null || unless(now)) return false;
    await shelf.drop(id);
    return true;
  };
  /** Its refresh token is spent. Another process may have spent it, and kept what it got. */
  const lose = async (id: string, token: string, isGood: boolean): Promise<Installed | null> => {
    const now = await shelf.read(id);
    if (now?.token !== token) return now;
    desk.log.error({ workspace: id }, "Slack renews this workspace's token no more: the app has to be installed there once more");
    if (isGood) return now;
    await remove(id);
    return null;
  };
  const renewNow = async (id: string, token: string, isGood: boolean): Promise<Installed | null> => {
    const now = await shelf.read(id);
    if (now === null || now.renewal === null || now.token !== token) return now;
    const renewed = await ask(now.renewal.refreshToken);
    if (renewed === null) return lose(id, token, isGood);
    const next = { ...now, ...renewed };
    await shelf
      .keep(next)
      .catch((error: unknown) => desk.log.error({ err: error, workspace: id }, "a new token could not be kept yet; it is tried again"));
    return next;
  };
  return {
    list: store.list,
    find: shelf.find,
    keep: shelf.keep,
    remove,
    renew: (id, token, isGood) => {
      const running = renewing.get(id) ?? renewNow(id, token, isGood).finally(() => renewing.delete(id));
      renewing.set(id, running);
      return running;
    },
  };
}

/** What is kept, and what of it is known here. Only the process that serves the channel changes it, so what was read stays true. */
function openShelf(store: InstallationStore, desk: Pick<Desk, "keepSecret">) {
  const known = new Map<string, Installed>();
  const unsaved = new Set<string>();
  const learn = (installed: Installed): Installed => {
    desk.keepSecret(`SLACK_TOKEN_${installed.id}`, installed.token);
    if (installed.renewal !== null) desk.keepSecret(`SLACK_REFRESH_TOKEN_${installed.id}`, installed.renewal.refreshToken);
    known.set(installed.id, installed);
    return installed;
  };
  const keep = async (installed: Installed): Promise<void> => {
    unsaved.add(learn(installed).id);
    await store.keep(installed.id, installed);
    unsaved.delete(installed.id);
  };
  const read = async (id: string): Promise<Installed | null> => {
    const one = known.get(id);
    if (one !== undefined && unsaved.has(id)) return one;
    const content = await store.find(id);
    known.delete(id);
    if (content === null) return null;
    const read = Installed.safeParse(content);
    if (read.success) return learn(read.data);
    throw new Problem(
      "channel",
      `what is kept of the installation in ${id} cannot be read by this version: install the app there once more`,
    );
  };
  return {
    keep,
    read,
    find: async (id: string): Promise<Installed | null> => {
      const one = known.get(id);
      // The token before it is good no more: a database that was away when this one came has to learn it.
      if (one !== undefined && unsaved.has(id)) await keep(one).catch(() => undefined);
      return one ?? read(id);
    },
    drop: async (id: string): Promise<void> => {
      await store.remove(id);
      unsaved.delete(id);
      known.delete(id);
    },
  };
}
