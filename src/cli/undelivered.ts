import type { App } from "../app.ts";
import type { TaskId } from "../domain/id.ts";
import { listUndelivered } from "../store/shown.ts";

/** Why messages of a task reached nobody: never silent (architecture: outbox). */
export async function undeliveredOf({ database, outbound }: Pick<App, "database" | "outbound">, task: TaskId): Promise<readonly string[]> {
  return (await listUndelivered(database.db, task)).map((why) => outbound.line(why));
}

/** The same in lines for people. */
export function sayUndelivered({
  number,
  undelivered,
}: {
  readonly number: number;
  readonly undelivered: readonly string[];
}): readonly string[] {
  return undelivered.map((why) => `#${number} has a message that could not be shown: ${why}`);
}
