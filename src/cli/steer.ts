import { Command } from "commander";
import { isEnded, type Task } from "../domain/task.ts";
import { hasUnread } from "../store/inbox.ts";
import { loadTask } from "../store/tasks.ts";
import { carryOn } from "./headless.ts";
import { identify } from "./identify.ts";
import { exits, type Program, withApp, withExitCodes } from "./program.ts";
import { sayTo } from "./say.ts";

const idWords = "a task (43, tsk_…)";

/** `adjutant cancel <id>`: ends a task; what runs is stopped. */
export function cancelCommand(program: Program): Command {
  return withExitCodes(new Command("cancel"))
    .description("end a task; what runs is stopped")
    .argument("<id>", idWords)
    .action(async (id: string) => {
      program.exit(await cancel(program, id));
    });
}

/** `adjutant pause <id>`: holds a task until it is resumed; what runs is interrupted. */
export function pauseCommand(program: Program): Command {
  return withExitCodes(new Command("pause"))
    .description("hold a task until it is resumed; what runs is interrupted")
    .argument("<id>", idWords)
    .action(async (id: string) => program.exit(await pause(program, id)));
}

/** `adjutant resume <id>`: goes on with a task that was paused or that nobody is at work on. */
export function resumeCommand(program: Program): Command {
  return withExitCodes(new Command("resume"))
    .description("go on with a task that was paused, or that was left when its process ended")
    .argument("<id>", idWords)
    .option("--no-follow", "return at once instead of carrying the task on")
    .action(async (id: string, { follow }: { follow: boolean }) => program.exit(await resume(program, id, follow)));
}

function cancel(program: Program, id: string): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    const code = await sayTo(program, app, task, { type: "command", task: task.id, command: "cancel" }, true);
    const isDone = code === exits.cancelled && (await loadTask(app.database.db, task.id))?.stage === "cancelled";
    return isDone ? exits.completed : code;
  });
}

function pause(program: Program, id: string): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    return sayTo(program, app, task, { type: "command", task: task.id, command: "pause" }, false);
  });
}

function resume(program: Program, id: string, follow: boolean): Promise<number> {
  return withApp(program, async (app) => {
    const { task } = await identify(app, id);
    // What was said from another machine is read first; it may have resumed the task already.
    const isToBeResumed = isHeldByHand(task) && !(await hasUnread(app.database.db, task.id));
    if (isToBeResumed || isEnded(task.stage))
      return sayTo(program, app, task, { type: "command", task: task.id, command: "resume" }, follow);
    const { conversation } = task;
    return carryOn(program, app, { conversation, task: task.id, from: "now", answers: [], consent: "nothing", json: false, opening: null });
  });
}

function isHeldByHand({ pauses }: Task): boolean {
  return pauses.some((pause) => pause.reason === "person" || pause.reason === "deferred");
}
