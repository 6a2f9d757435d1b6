import type { App } from "../app.ts";
import type { TaskId } from "../domain/id.ts";
import { createBell } from "../orchestrator/bell.ts";
import { readOutcome } from "../store/inbox.ts";
import { listen } from "../store/signals.ts";
import { createLookout } from "./elsewhere.ts";

/** What became of a request that was stored for a task. */
export type Heard =
  /** It was read; `refusal` says why it changed nothing. */
  | { readonly kind: "read"; readonly refusal: string | null }
  /** It waits for the machine that holds the task's workspace. */
  | { readonly kind: "elsewhere"; readonly host: string }
  /** The wait was ended first. */
  | { readonly kind: "unheard" };

/** Nobody answers a lost notification: a look in between, in milliseconds. */
const lookMs = 200;

/** Waits until a delivery was read, by whichever process holds its actor; an abort ends the wait, and the delivery stays. */
export async function readUntilHeard(
  app: Pick<App, "database" | "engine">,
  key: string,
  task: TaskId,
  signal: AbortSignal,
): Promise<Heard> {
  const { db, sql } = app.database;
  const bell = createBell();
  const lookout = createLookout(app);
  const unlisten = await listen(sql, bell.ring, bell.ring);
  signal.addEventListener("abort", bell.ring);
  try {
    while (!signal.aborted) {
      const outcome = await readOutcome(db, key);
      if (outcome !== null) return { kind: "read", refusal: outcome.refusal };
      const host = await lookout(task);
      if (host !== null) return { kind: "elsewhere", host };
      await bell.wait(lookMs);
    }
    return { kind: "unheard" };
  } finally {
    signal.removeEventListener("abort", bell.ring);
    await unlisten().catch(() => undefined);
  }
}
