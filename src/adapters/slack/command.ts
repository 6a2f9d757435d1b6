import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { Principal } from "../../domain/principal.ts";
import { isOfNoTask, meantBy, sayOpen } from "../spoken.ts";
import { commandThread } from "./place.ts";
import { addressOf, type NewsOf, type Workroom } from "./workroom.ts";

type Command = NewsOf<"command">;

/**
 * `/adjutant`. Slack does not say in which thread it was typed, so exact words go to the task they name, or to the only one that
 * is open in the room; anything else begins a thread that everybody sees.
 */
export async function obey(news: Command, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const text = news.text || "help";
  const spoken = readSpoken(text);
  const thread = spoken === null ? await beginThread(news, by, text, room) : await threadOf(spoken, news, by, room);
  if (thread === null) return;
  const mentions = await room.thread.mentions(news.named);
  const address = addressOf(room, news.channel, thread);
  await room.desk.take({ type: "message", key: news.key, by, address, text, mentions }, receivedAt);
}

/** Null: it was answered. */
async function beginThread(news: Command, by: Principal, text: string, { thread, forms }: Workroom): Promise<string | null> {
  const begun = await thread.begin(news, by, text);
  if (begun === null) await forms.tell(news, by, "I can't write here. Invite me with `/invite`, or send me a direct message.");
  return begun;
}

async function threadOf(spoken: Spoken, news: Command, by: Principal, room: Workroom): Promise<string | null> {
  if (isOfNoTask(spoken)) return commandThread(by);
  if (spoken.kind === "retry") {
    await room.forms.tell(news, by, "Mention me with `retry` in the task's own thread, or press **Retry** on its report.");
    return null;
  }
  const open = await room.desk.openTasks({ workspace: room.team, room: news.channel });
  const meant = meantBy(spoken, open);
  if (meant.length === 1) return meant[0]?.address.thread ?? null;
  await room.forms.tell(news, by, sayOpen(open, spoken.kind !== "ask" && meant.length > 1));
  return null;
}
