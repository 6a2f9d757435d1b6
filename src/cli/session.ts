import type { App } from "../app.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import { loadTask, tasksOfConversation } from "../store/tasks.ts";
import { createLookout } from "./elsewhere.ts";
import { type Rest, restOf } from "./rest.ts";
import { type Seen, watchConversation } from "./watch.ts";

/** A conversation that this process carries on and shows. */
export type Session = {
  /** Carries it on until nothing moves without a person, or until told to stop. */
  rest(signal?: AbortSignal): Promise<Rest | null>;
  /** Carries it on and shows what is new until told to stop. */
  attend(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

export type SessionOptions = {
  readonly conversation: ConversationId;
  /** The one task it is about; null: whichever is the newest. */
  readonly task: TaskId | null;
  readonly from: "start" | "undelivered" | "now";
  readonly show: (seen: Seen) => unknown;
};

/** Activations at once: the conversation, its task, and room for another. */
const atOnce = 4;

/** Starts a worker for the conversation and its tasks; where another process holds them already, this one looks on. */
export async function openSession(app: App, { conversation, task, from, show }: SessionOptions): Promise<Session> {
  const { db } = app.database;
  const watch = await watchConversation(app, conversation, from, show);
  const worker = await app.work({ only: task === null ? [conversation] : [conversation, task], atOnce });
  const follow = async () => {
    if (task === null) for (const id of await tasksOfConversation(db, conversation)) worker.follow(id);
  };
  return {
    rest: async (signal) => {
      const lookout = createLookout(app);
      while (signal?.aborted !== true) {
        await follow();
        // Asked before looking: whatever rests has said everything by then.
        const rest = (await restOf(db, conversation, task)) ?? (await leftElsewhere(app, conversation, task, lookout));
        await watch.refresh();
        if (rest !== null) return rest;
        await watch.changed();
      }
      return null;
    },
    attend: async (signal) => {
      while (!signal.aborted) {
        await follow();
        await watch.refresh();
        await watch.changed();
      }
    },
    close: async () => {
      await worker.stop();
      await watch.refresh();
      await watch.stop();
    },
  };
}

/** The task, where only another machine can carry it on and nobody does there. */
async function leftElsewhere(
  { database: { db } }: App,
  conversation: ConversationId,
  chosen: TaskId | null,
  lookout: ReturnType<typeof createLookout>,
): Promise<Rest | null> {
  const id = chosen ?? (await tasksOfConversation(db, conversation)).at(-1);
  const host = id === undefined ? null : await lookout(id);
  const task = id === undefined || host === null ? undefined : await loadTask(db, id);
  return host === null || task === undefined ? null : { kind: "elsewhere", task, host };
}
