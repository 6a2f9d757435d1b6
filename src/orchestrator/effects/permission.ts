import { stepOf } from "../../domain/advance.ts";
import type { TaskId } from "../../domain/id.ts";
import { refusePermission } from "../../domain/permission.ts";
import { loadTask } from "../../store/tasks.ts";
import { contextOf, type Engine } from "../engine.ts";
import { standingBehind } from "../standing.ts";
import { voicesIn } from "../voices.ts";
import { lackingFor } from "./grant.ts";

/**
 * Why a step may not run now, or null. The executor asks the database, not whoever started it: what is approved there, by
 * whom, whether they still may, and whether the standing approval it relies on still holds.
 */
export async function refusalOf(engine: Engine, id: TaskId, stepId: string): Promise<string | null> {
  const task = await loadTask(engine.db, id);
  const step = task && stepOf(task, stepId);
  if (!task || step?.status !== "running") return "it is not to run any more";
  const standing = await standingBehind(engine.db, task, step);
  const accounts = voicesIn(task, { type: "due" }, standing.grants);
  const context = await contextOf(engine, engine.db, { space: task.space, accounts, since: task.createdAt, standing });
  const lacking = lackingFor(step.needs, engine.secrets);
  return refusePermission(task, step, context) ?? (lacking === null ? null : `${lacking}. Leave it out.`);
}
