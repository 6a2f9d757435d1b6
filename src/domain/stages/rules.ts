import type { Context } from "../context.ts";
import type { TaskEvent, TaskEventType } from "../event.ts";
import type { Outcome } from "../record.ts";
import type { Task } from "../task.ts";

/** One cell of the stage × event table. */
type Handler<Type extends TaskEventType> = (task: Task, event: Extract<TaskEvent, { type: Type }>, context: Context) => Outcome;

/**
 * One row of the table. Stages never call each other: a handler that is done with its stage sets the next one, and
 * `transition` enters it. `settle` runs after every event and drives what needs no further event (starting steps).
 */
export type StageRules = {
  readonly enter: (task: Task, context: Context) => Outcome;
  readonly settle: (task: Task, context: Context) => Outcome;
  readonly on: { readonly [Type in TaskEventType]: Handler<Type> };
};
