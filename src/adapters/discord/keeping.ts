import type { Json } from "../../domain/json.ts";
import type { Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import type { Kept, NewsOf } from "./workroom.ts";

/** Stores news, in the lane in which it is worked on in order: its conversation, or the message that somebody acts on. */
export async function keepNews(news: Kept, desk: Pick<Desk, "keep">): Promise<void> {
  await desk.keep({ key: news.key, lane: laneOf(news), content: toJson(news) });
}

/** What somebody does to a message of ours. */
type Deed = NewsOf<"reaction"> | NewsOf<"pressed"> | NewsOf<"submitted">;
/** It waits for nobody but whoever did it. */
type Apart = { readonly isApart?: boolean };

/** So long one whom Discord says nothing of holds up others who act on the same message. */
const patienceMs = 20_000;

/** Works on an act in the order of its message; one that cannot be worked on for long waits in a lane of its own person. */
export async function inOrder(news: Deed & Apart, receivedAt: number, desk: Pick<Desk, "keep">, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Away) || news.isApart === true || Date.now() - receivedAt < patienceMs) throw error;
    await desk.keep({ key: `apart:${news.key}`, lane: `by ${news.by.id}`, content: toJson({ ...news, isApart: true }) });
  }
}

function laneOf(news: Kept): string {
  switch (news.kind) {
    case "message":
      return conversationOf(news.from, news.id);
    case "deleted":
      return conversationOf(news.from, news.message);
    case "shortcut":
      return conversationOf(news.from, news.about.id);
    case "reaction":
      return `on ${news.message}`;
    // Who decided first is who acted first; it does not depend on what is said meanwhile.
    case "pressed":
    case "submitted":
      return news.message === null ? `by ${news.by.id}` : `on ${news.message}`;
    case "command":
      return `by ${news.by.id}`;
  }
}

/** A channel of a server has as many conversations as messages that begin one. */
function conversationOf({ guild, isThread, channel }: Kept["from"], message: string): string {
  return guild === null || isThread ? channel : message;
}

function toJson(news: Kept & Apart): Json {
  // Plain data by construction.
  return JSON.parse(JSON.stringify(news)) as Json;
}
