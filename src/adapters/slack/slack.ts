import type { Json } from "../../domain/json.ts";
import type { Adapter, Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import { type LookingBack, openLookingBack } from "../looking-back.ts";
import { openAttaching } from "./attachments.ts";
import { catchUp, catchUpReactions } from "./backfill.ts";
import { type Connection, openSocket, openWebhook } from "./connection.ts";
import { openForms } from "./forms.ts";
import { openHomeTab } from "./home-tab.ts";
import { openPeople } from "./people.ts";
import type { SlackNews } from "./reading/news.ts";
import { readPayload } from "./reading/payload.ts";
import { type Self, whoAmI } from "./self.ts";
import { openSessions } from "./session.ts";
import { openShowing } from "./showing.ts";
import { openThread } from "./thread.ts";
import { openWeb, type Web } from "./web.ts";
import { workOn } from "./work.ts";
import type { Kept, Workroom } from "./workroom.ts";

/** What an operator set for Slack. */
export type SlackOptions = {
  readonly botToken: string;
  /** How news comes: by a socket of ours, or by signed requests to a port. */
  readonly by:
    | { readonly kind: "socket"; readonly appToken: string }
    | { readonly kind: "webhook"; readonly signingSecret: string; readonly port: number };
  /** Another endpoint with Slack's interface; null: Slack's own. */
  readonly apiUrl: string | null;
};

/** Slack, in the workspace of one bot token. */
export function openSlack({ botToken, by, apiUrl }: SlackOptions): Adapter {
  const web = openWeb(botToken, apiUrl);
  const sessions = openSessions(web);
  let connection: Connection | null = null;
  let looking: LookingBack | null = null;
  let room: Workroom | null = null;
  let reread: (refs: readonly string[]) => Promise<void> = async () => undefined;
  const open = (): Workroom => {
    if (room === null) throw new Error("Slack is not connected yet");
    return room;
  };
  return {
    channel: "slack",
    start: async (desk) => {
      const me = await whoAmI(web);
      const furnished = furnish(web, { botToken, apiUrl }, me, desk);
      room = furnished;
      const receive = receiverOf(furnished, me);
      reread = async (refs) => {
        for (const ref of refs) await catchUpReactions(web, ref, me, desk, (news) => keep(news, desk));
      };
      looking = openLookingBack("Slack", desk, (heardAt) => catchUp(web, me, desk, heardAt, (news) => keep(news, desk)));
      const { lost, connected } = looking;
      lost();
      const failed = (error: unknown) => desk.log.warn({ err: error }, "the connection to Slack is lost; it is tried again");
      connection =
        by.kind === "socket"
          ? openSocket(by.appToken, apiUrl, { receive, lost, connected, failed })
          : openWebhook(by.signingSecret, by.port, receive);
      await connection.start();
      if (by.kind === "webhook") connected();
    },
    stop: async () => {
      looking?.stop();
      await connection?.stop();
      connection = null;
    },
    // What was kept is what `keep` made of it.
    work: async (news, receivedAt) => {
      try {
        await workOn(news as unknown as Kept, receivedAt, open());
        return { kind: "done" };
      } catch (error) {
        if (error instanceof Away) return { kind: "later", afterMs: error.afterMs, why: error.message };
        throw error;
      }
    },
    show: async (shown) => {
      if (shown.content.kind === "card") sessions.follow(shown.address, shown.content.card);
      const delivered = await open().showing.show(shown);
      // Somebody may have reacted to it before it was known to be there.
      if (shown.isDoubtful && delivered.kind === "shown") await reread(delivered.refs);
      return delivered;
    },
  };
}

/** Keeps what is news of a payload. */
function receiverOf({ people, desk }: Workroom, me: Self): (body: unknown) => Promise<void> {
  return async (body) => {
    const news = readPayload(body, me);
    // What comes after it is judged by the groups of now, even where it is worked on before.
    if (news.kind === "groups") people.forgetGroups();
    await keep(news, desk);
  };
}

function furnish(web: Web, { botToken, apiUrl }: Pick<SlackOptions, "botToken" | "apiUrl">, me: Self, desk: Desk): Workroom {
  const people = openPeople(web, me.team, (groups) => desk.noteGroups(groups, true));
  return {
    team: me.team,
    desk,
    people,
    forms: openForms(web, desk),
    home: openHomeTab(web, desk),
    thread: openThread(web, people, me),
    attaching: openAttaching(web, botToken, apiUrl, desk),
    showing: openShowing(web, desk.redact),
  };
}

/** News is stored; what is none is dropped. The lane is the conversation, so that it is worked on in order. */
async function keep(news: SlackNews, desk: Desk): Promise<void> {
  switch (news.kind) {
    case "ignored":
      return desk.log.debug({ reason: news.reason }, "nothing is done with what Slack sent");
    case "uninstalled":
    case "revoked":
      return desk.log.error({ team: news.from.team }, "Slack took our token back: the app was removed from the workspace");
    case "home":
      await desk.keep({ key: `slack:home:${news.by.id}:${Date.now()}`, lane: `home ${news.by.id}`, content: toJson(news) });
      return;
    default:
      await desk.keep({ key: news.key, lane: laneOf(news), content: toJson(news) });
  }
}

function laneOf(news: Exclude<SlackNews, { kind: "ignored" | "uninstalled" | "revoked" | "home" }>): string {
  switch (news.kind) {
    case "message":
    case "deleted":
    case "stopped":
      return `${news.channel} ${news.thread}`;
    case "shortcut":
      return `${news.about.channel} ${news.about.thread}`;
    case "groups":
      return "groups";
    // Whose acts these are does not depend on what others say meanwhile.
    case "reaction":
    case "pressed":
    case "submitted":
    case "command":
      return `by ${news.by.id}`;
  }
}

function toJson(news: SlackNews): Json {
  // Plain data by construction.
  return JSON.parse(JSON.stringify(news)) as Json;
}
