import { randomUUID } from "node:crypto";
import type { App } from "../app.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { Task } from "../domain/task.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { carryOn } from "./headless.ts";
import { tellUnheard } from "./last-words.ts";
import type { Program } from "./program.ts";
import type { Consent } from "./replies.ts";
import { readUntilHeard } from "./request.ts";

type Distributed<T, Without extends PropertyKey> = T extends unknown ? Omit<T, Without> : never;
/** What the person at this terminal says to a task. */
export type Saying = Distributed<Exclude<Inbound, { type: "message" }>, "key" | "by">;

/** Says something to a task, waits until it was read, and carries the task on unless told not to. Returns the exit code. */
export function sayTo(
  program: Program,
  app: App,
  task: Task,
  saying: Saying,
  follow: boolean,
  consent: Consent = "nothing",
): Promise<number> {
  const { id, conversation } = task;
  const say = async (signal: AbortSignal) => {
    const key = `said:${randomUUID()}`;
    await takeIn(app.database.db, { ...saying, key, by: app.me });
    return tellUnheard(program, task, await readUntilHeard(app, key, id, signal));
  };
  return carryOn(program, app, { conversation, task: id, from: "now", answers: [], consent, json: false, opening: { say, follow } });
}
