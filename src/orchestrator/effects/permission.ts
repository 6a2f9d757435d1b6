import { stepOf } from "../../domain/advance.ts";
import type { TaskId } from "../../domain/id.ts";
import { refusePermission } from "../../domain/permission.ts";
import type { Step } from "../../domain/step.ts";
import { loadTask } from "../../store/tasks.ts";
import { contextOf, type Engine } from "../engine.ts";
import { voicesIn } from "../voices.ts";

/**
 * Why a step may not run now, or null. The executor asks the database, not whoever started it: what is approved there, by
 * whom, and whether they still may.
 */
export async function refusalOf(engine: Engine, id: TaskId, stepId: string): Promise<string | null> {
  const task = await loadTask(engine.db, id);
  const step = task && stepOf(task, stepId);
  if (!task || step?.status !== "running") return "it is not to run any more";
  const context = await contextOf(engine, engine.db, { space: task.space, accounts: voicesIn(task, { type: "due" }, []) });
  return refusePermission(task, step, context) ?? lackingFor(step);
}

/** Needs that no grant can hold yet: the step is refused, not run without them. The network is the sandbox's to refuse. */
function lackingFor({ needs }: Step): string | null {
  if (needs.secrets.length > 0)
    return `it needs the secret ${needs.secrets.join(", ")}, and no secret is handed to steps yet. Leave it out.`;
  if (needs.hostPaths.length > 0) return `it needs ${needs.hostPaths.join(", ")} on the host, which no step can have yet. Leave it out.`;
  return null;
}
