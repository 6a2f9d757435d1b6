import type { Adapter, Delivered, Desk, Shown } from "../adapter.ts";
import type { LookingBack } from "../looking-back.ts";
import { type Loss, openLoss, openWaiting } from "../outage.ts";
import type { Patience } from "../patience.ts";
import { type Connection, openPages, openSocket, openWebhook } from "./connection.ts";
import { furnish } from "./furnishing.ts";
import { keep, receiverOf, roomOf } from "./keeping.ts";
import { type InstallOptions, openInstalled } from "./oauth/oauth.ts";
import { catchUpReactions } from "./reactions.ts";
import { whoAmI } from "./self.ts";
import { oneToken } from "./tokens.ts";
import { openWeb } from "./web.ts";
import { workOn } from "./work.ts";
import type { Kept } from "./workroom.ts";
import { openWorkspaces, type Source, type Workspaces } from "./workspaces.ts";

/** What an operator set for Slack. */
export type SlackOptions = {
  /** Where: in the workspace of a bot's token, or in every one that installs the app. */
  readonly in: { readonly kind: "token"; readonly botToken: string } | ({ readonly kind: "installed" } & InstallOptions);
  /** How news comes: by a socket of ours, or by signed requests to a port. */
  readonly by:
    | { readonly kind: "socket"; readonly appToken: string }
    | { readonly kind: "webhook"; readonly signingSecret: string; readonly port: number };
  /** Another endpoint with Slack's interface; null: Slack's own. */
  readonly apiUrl: string | null;
};

/** Slack, in the workspace of one bot token or in all that installed the app. */
export function openSlack(options: SlackOptions): Adapter {
  let serving: Serving | null = null;
  let starting = new AbortController();
  const served = (): Serving => {
    if (serving === null) throw new Error("Slack is not connected yet");
    return serving;
  };
  return {
    channel: "slack",
    start: async (desk) => {
      starting = new AbortController();
      serving = await begin(options, desk, { platform: "Slack", log: desk.log, signal: starting.signal });
    },
    stop: async () => {
      starting.abort();
      serving?.loss.stop();
      for (const { looking } of serving?.workspaces.open() ?? []) looking.stop();
      await Promise.all(serving?.connections.splice(0).map((one) => one.stop()) ?? []);
    },
    // What was kept is what `keep` made of it.
    work: async (news, receivedAt) => served().waiting.work(() => work(news as unknown as Kept, receivedAt, served())),
    show: async (shown) => served().waiting.show(shown.key, () => show(shown, served())),
  };
}

type Serving = {
  readonly workspaces: Workspaces;
  readonly desk: Desk;
  readonly connections: Connection[];
  readonly waiting: ReturnType<typeof openWaiting>;
  readonly loss: Loss;
};

async function begin({ in: place, by, apiUrl }: SlackOptions, desk: Desk, patience: Patience): Promise<Serving> {
  const many = place.kind === "installed" ? openInstalled(place, apiUrl, desk) : null;
  const source =
    place.kind === "token"
      ? await oneWorkspace(place.botToken, { appToken: by.kind === "socket" ? by.appToken : null, apiUrl }, desk, patience)
      : many?.source;
  if (source === undefined) throw new Error("Slack is in no workspace");
  const workspaces: Workspaces = openWorkspaces(source, (access) => furnish(access, apiUrl, many && { groupsOf }, desk));
  const groupsOf = async (team: string, id: string) => (await workspaces.of({ team, enterprise: null }))?.people.groupsOf(id) ?? [];
  const enter = async () => {
    for (const team of await source.list()) {
      await workspaces.of({ team, enterprise: null });
      await desk.showAgain(team, notInstalled(team));
    }
  };
  await enter();
  const each = (act: (looking: LookingBack) => void) => () => {
    for (const { looking } of workspaces.open()) act(looking);
  };
  const loss = openLoss("Slack", desk.log);
  const [lostSight, look] = [each((looking) => looking.lost()), each((looking) => looking.connected())];
  lostSight();
  const lost = () => {
    loss.lost();
    lostSight();
  };
  const connected = () => {
    loss.connected();
    look();
  };
  const receive = receiverOf(workspaces, source, desk);
  const pages = many?.pages(enter);
  const connections =
    by.kind === "socket"
      ? [
          ...(pages && place.kind === "installed" ? [openPages(place.port, pages)] : []),
          openSocket(by.appToken, apiUrl, { receive, lost, connected, failed: loss.failed }, patience),
        ]
      : [openWebhook(by.signingSecret, by.port, receive, pages)];
  await startAll(connections);
  if (by.kind === "webhook") connected();
  return { workspaces, desk, connections, loss, waiting: openWaiting("Slack", desk.log) };
}

/** All of them, or none. */
async function startAll(connections: readonly Connection[]): Promise<void> {
  const started: Connection[] = [];
  try {
    for (const one of connections) {
      await one.start();
      started.push(one);
    }
  } catch (error) {
    for (const one of started) await one.stop();
    throw error;
  }
}

/** The workspace of a token that an operator set: whatever comes is from there. */
async function oneWorkspace(
  botToken: string,
  { appToken, apiUrl }: { readonly appToken: string | null; readonly apiUrl: string | null },
  desk: Desk,
  patience: Patience,
): Promise<Source> {
  const tokens = oneToken(botToken);
  const me = await whoAmI(openWeb(tokens, apiUrl), appToken, patience);
  return {
    find: async () => ({ me, tokens, isWide: false }),
    list: async () => [me.team],
    remove: async ({ team }) =>
      desk.log.error(
        { team },
        "Slack took SLACK_BOT_TOKEN back: the app was removed from the workspace; install it again, and set the new one",
      ),
  };
}

async function work(news: Kept, receivedAt: number, { workspaces, desk }: Serving): Promise<void> {
  const room = await roomOf(news, workspaces, desk);
  const left = () => desk.log.info({ team: news.from.team }, "nothing is done with news of a workspace that the app was removed from");
  if (room === null) return left();
  try {
    await workOn(news, receivedAt, room);
  } catch (error) {
    // It may have been removed meanwhile.
    if ((await workspaces.of({ team: room.team, enterprise: null })) !== null) throw error;
    left();
  }
}

/** Why something cannot be shown where the app is gone: the very words by which it is found again once the app is back. */
function notInstalled(team: string): string {
  return `Slack: the app is not installed in workspace ${team} any more; install it there again (/slack/install), and this is shown`;
}

async function show(shown: Shown, { workspaces, desk }: Serving): Promise<Delivered> {
  const { address, content } = shown;
  const whence = { team: address.workspace, enterprise: null };
  const gone = { kind: "impossible", why: notInstalled(address.workspace) } as const;
  const room = await workspaces.of(whence);
  if (room === null) return gone;
  const { me, web } = room;
  if (content.kind === "card") room.sessions.follow(address, content.card);
  const delivered = await room.showing.show(shown);
  if (delivered.kind === "impossible" && (await workspaces.of(whence)) === null) return gone;
  // Somebody may have reacted to it before it was known to be there.
  const refs = shown.isDoubtful && delivered.kind === "shown" ? delivered.refs : [];
  for (const ref of refs) await catchUpReactions(web, ref, me, desk, (news) => keep(news, me.team, desk));
  return delivered;
}
