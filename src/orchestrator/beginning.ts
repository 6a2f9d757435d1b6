import type { TaskRequest } from "../domain/event.ts";
import type { Task } from "../domain/task.ts";
import { deliver } from "../store/inbox.ts";
import { createTask } from "../store/tasks.ts";
import type { Writer } from "../store/transaction.ts";

/** Makes a task, with the event that opens it. */
export async function beginTask(tx: Writer, task: Omit<Task, "number">, first: TaskRequest): Promise<void> {
  await createTask(tx, task);
  await deliver(tx, { actor: task.id, dedupeKey: `opened:${task.id}`, event: first, receivedAt: Date.now() });
}
