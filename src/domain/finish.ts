import type { Context } from "./context.ts";
import { plainEnding } from "./ending.ts";
import { moved, type Outcome } from "./record.ts";
import type { Task } from "./task.ts";
import { think } from "./thinking.ts";

/** The result is good enough, or was accepted: a model writes the report, else the steps tell it. */
export function finish(task: Task, context: Context): Outcome {
  if (context.hasModel && !task.procedure) return moved({ ...think(task, "summary", context), stage: "evaluating" });
  return moved({ ...task, stage: "completed", thinking: null, ending: plainEnding(task) });
}
