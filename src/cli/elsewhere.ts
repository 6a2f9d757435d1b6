import type { App } from "../app.ts";
import type { TaskId } from "../domain/id.ts";
import { hostOf, isHeld } from "../store/actors.ts";

/** How long a process on the other machine has to take a task up before it is taken for absent, in milliseconds. */
const graceMs = 2_000;

/** Where a task is looked after; of a machine that is not this one: its name. */
export type Whereabouts = { readonly held: boolean; readonly elsewhere: string | null };

/** Whether somebody is at work on a task now, and the other machine that its workspace binds it to. */
export async function whereaboutsOf({ database, engine }: Pick<App, "database" | "engine">, task: TaskId): Promise<Whereabouts> {
  const host = await hostOf(database.db, task);
  return { held: await isHeld(database.db, task), elsewhere: host === engine.host ? null : host };
}

/** Looks again and again whether a task is left to another machine on which nobody takes it up; returns that machine's name. */
export function createLookout(app: Pick<App, "database" | "engine">): (task: TaskId) => Promise<string | null> {
  let since: number | null = null;
  return async (task) => {
    const { held, elsewhere } = await whereaboutsOf(app, task);
    if (held || elsewhere === null) since = null;
    else since ??= Date.now();
    return since !== null && Date.now() - since >= graceMs ? elsewhere : null;
  };
}

/** What is so, and which command carries the task on over there. */
export function elsewhereWords({ number }: { readonly number: number }, host: string): string {
  return `#${number} has its workspace on another machine, ${host}: what was asked is stored, and is worked on there by adjutant start or worker, or by: adjutant resume ${number}`;
}
