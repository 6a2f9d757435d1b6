import type { App } from "../app.ts";
import { type ChainId, installationChain } from "../domain/audit.ts";
import type { ApprovalId, TaskId } from "../domain/id.ts";
import { isTaskId } from "../domain/id.ts";
import { Problem } from "../domain/problem.ts";
import type { Task } from "../domain/task.ts";
import { taskOfApproval } from "../store/asks.ts";
import { findTaskByNumber, loadTask } from "../store/tasks.ts";

/** What an `<id>` of the command line names. */
export type Named = { readonly task: Task /** Set when the approval itself was named. */; readonly approval: ApprovalId | null };

/** Finds what is named by `43`, `#43`, `tsk_…` or `apr_…`. Nothing of that name is a usage Problem. */
export async function identify({ database }: Pick<App, "database">, id: string): Promise<Named> {
  const approval = isApprovalId(id) ? id : null;
  const found = approval === null ? await taskNamed(database.db, id) : await taskOfApproval(database.db, approval);
  const task = found === null ? undefined : await loadTask(database.db, found);
  if (task) return { task, approval };
  const what = approval !== null ? "approval" : "task";
  throw new Problem("usage", `there is no ${what} ${id}. See adjutant tasks --all.`);
}

async function taskNamed(db: Parameters<typeof loadTask>[0], id: string): Promise<TaskId | null> {
  if (isTaskId(id)) return id;
  const [, number] = /^#?(\d{1,9})$/.exec(id) ?? [];
  if (number !== undefined) return findTaskByNumber(db, Number(number));
  throw new Problem("usage", `${id}: expected a task (43, #43, tsk_…) or an approval (apr_…). See adjutant tasks.`);
}

function isApprovalId(id: string): id is ApprovalId {
  return id.startsWith("apr_");
}

/** The chain of the audit that is named: a task's, or `installation`. Nothing of that name is a usage Problem. */
export async function chainNamed(
  app: Pick<App, "database">,
  id: string,
): Promise<{ readonly chain: ChainId; readonly number: number | null }> {
  if (id === installationChain) return { chain: id, number: null };
  const { task } = await identify(app, id);
  return { chain: task.id, number: task.number };
}
