import type { App } from "../app.ts";
import { createBell } from "../orchestrator/bell.ts";
import { readOutcome } from "../store/inbox.ts";
import { listen } from "../store/signals.ts";

/** Nobody answers a lost notification: a look in between, in milliseconds. */
const lookMs = 200;

/** Waits until a delivery was read, by whichever process holds its actor; returns why it was refused, or null. */
export async function readUntilHeard({ database }: Pick<App, "database">, key: string): Promise<string | null> {
  const bell = createBell();
  const unlisten = await listen(database.sql, bell.ring, bell.ring);
  try {
    for (;;) {
      const outcome = await readOutcome(database.db, key);
      if (outcome !== null) return outcome.refusal;
      await bell.wait(lookMs);
    }
  } finally {
    await unlisten().catch(() => undefined);
  }
}
