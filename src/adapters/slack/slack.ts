import type { Json } from "../../domain/json.ts";
import type { Adapter, Desk } from "../adapter.ts";
import { catchUp } from "./backfill.ts";
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
import { type Workroom, workOn } from "./work.ts";

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
  const showing = openShowing(web);
  let connection: Connection | null = null;
  let room: Workroom | null = null;
  const open = (): Workroom => {
    if (room === null) throw new Error("Slack is not connected yet");
    return room;
  };
  return {
    channel: "slack",
    start: async (desk) => {
      const me = await whoAmI(web);
      room = furnish(web, me, desk);
      const receive = (body: unknown) => keep(readPayload(body, me), desk);
      const connected = () => {
        catchUp(web, me, desk, receiveNews(desk)).catch((error: unknown) =>
          desk.log.warn({ err: error }, "what was said meanwhile on Slack could not be read"),
        );
      };
      connection =
        by.kind === "socket" ? openSocket(by.appToken, apiUrl, receive, connected) : openWebhook(by.signingSecret, by.port, receive);
      await connection.start();
      if (by.kind === "webhook") connected();
    },
    stop: async () => {
      await connection?.stop();
      connection = null;
    },
    // What was kept is what `keep` made of it.
    work: (news, receivedAt) => workOn(news as unknown as Parameters<typeof workOn>[0], receivedAt, open()),
    show: async (shown) => {
      if (shown.content.kind === "card") sessions.follow(shown.address, shown.content.card);
      return showing.show(shown);
    },
  };
}

function furnish(web: Web, me: Self, desk: Desk): Workroom {
  const people = openPeople(web, me.team);
  return {
    team: me.team,
    desk,
    people,
    forms: openForms(web, desk),
    home: openHomeTab(web, desk),
    thread: openThread(web, people, me),
  };
}

type Receive = (news: SlackNews) => Promise<void>;

function receiveNews(desk: Desk): Receive {
  return (news) => keep(news, desk);
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
    case "stopped":
      return `${news.channel} ${news.thread}`;
    case "shortcut":
      return `${news.about.channel} ${news.about.thread}`;
    case "deleted":
      return `${news.channel} ${news.ts}`;
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
