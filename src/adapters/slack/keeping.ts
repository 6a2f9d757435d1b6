import type { Json } from "../../domain/json.ts";
import type { Desk } from "../adapter.ts";
import { aboutOf } from "./reading/about.ts";
import type { Origin, SlackNews } from "./reading/news.ts";
import { readWhence } from "./reading/origin.ts";
import { readPayload } from "./reading/payload.ts";
import type { Kept, Workroom } from "./workroom.ts";
import type { Source, Workspaces } from "./workspaces.ts";

/** Nobody, where we do not know yet as whom we hear. */
const nobody = { user: "", team: "", app: "" };

/** Keeps what is news of a payload, for the workspace it came from. That the app was removed there is done at once. */
export function receiverOf(workspaces: Workspaces, source: Pick<Source, "remove">, desk: Desk): (body: unknown) => Promise<void> {
  return async (body) => {
    const whence = readWhence(body);
    const from = await workspaces.of(whence);
    const news = readPayload(body, from?.me ?? nobody);
    if (news.kind === "removed") {
      await source.remove(whence, news.at);
      // What is gone is closed.
      await workspaces.of(whence);
      return;
    }
    const room = from ?? (await roomAbout(news, workspaces, desk));
    if (room === null) return desk.log.info({ team: whence.team }, "the app is not installed in the workspace that this came from");
    // What comes after it is judged by the groups of now, even where it is worked on before.
    if (news.kind === "groups") room.people.forgetGroups();
    await keep(news, room.team, desk);
  };
}

/** Where news is worked on: in the workspace it came from, else (somebody of another organisation) in that of what it is about. */
export async function roomOf(news: Kept, workspaces: Workspaces, desk: Desk): Promise<Workroom | null> {
  return (await workspaces.of(news.from)) ?? (await roomAbout(news, workspaces, desk));
}

async function roomAbout(news: SlackNews, workspaces: Workspaces, desk: Desk): Promise<Workroom | null> {
  const about = aboutOf(news);
  const team = about === null ? null : await desk.workspaceOf(about);
  return team === null ? null : workspaces.of({ team, enterprise: null });
}

/** News is stored; what is none is dropped. The lane is the conversation, so that it is worked on in order. */
export async function keep(news: SlackNews, team: string, desk: Desk): Promise<void> {
  switch (news.kind) {
    case "ignored":
      return desk.log.debug({ reason: news.reason }, "nothing is done with what Slack sent");
    case "removed":
      return;
    case "home":
      await desk.keep({ key: `slack:home:${news.by.id}:${Date.now()}`, lane: `home ${news.by.id}`, content: toJson(news, team) });
      return;
    default:
      await desk.keep({ key: news.key, lane: laneOf(news), content: toJson(news, team) });
  }
}

function laneOf(news: Exclude<Kept, { kind: "home" }>): string {
  switch (news.kind) {
    case "message":
    case "deleted":
    case "stopped":
      return `${news.channel} ${news.thread}`;
    case "shortcut":
      return `${news.about.channel} ${news.about.thread}`;
    case "groups":
      return `groups ${news.from.team}`;
    // Whose acts these are does not depend on what others say meanwhile.
    case "reaction":
    case "pressed":
    case "submitted":
    case "command":
      return `by ${news.by.id}`;
  }
}

function toJson(news: Kept, team: string): Json {
  const from: Origin = { ...news.from, team };
  // Plain data by construction.
  return JSON.parse(JSON.stringify({ ...news, from })) as Json;
}
