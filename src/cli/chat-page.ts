import type { View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import type { Task } from "../domain/task.ts";
import { isHeld } from "../store/actors.ts";
import { toldOf } from "./outcome.ts";
import type { Seen } from "./watch.ts";
import { waysOn } from "./way-on.ts";

/** What `/help` says. */
export const help = [
  "Say what to do, in your own words. While something waits for you:",
  "  a, c or r       approve, change or reject the plan that is shown (also: reject because …, change: …)",
  "  1, 2, … or text answer the question that is shown; proceed takes what is open as assumed",
  "  status, pause, resume, stop",
  "Ctrl-C cancels the open task; again, or Ctrl-D or /quit, leaves. What is open is kept.",
].join("\n");

const keysHint = "  a approve · c change · r reject";

/** Shows what is new in a conversation, with the keys that answer it. */
export function showOn(view: View, shown: Set<string>): (seen: Seen) => void {
  return (seen) => {
    if (seen.kind === "card") return void view.card(seen.card);
    const { message } = seen;
    view.message(message);
    if (message.kind === "approval") {
      shown.add(message.approval.id);
      if (message.closed === null) view.note(keysHint);
    }
    if (message.kind === "questions") for (const question of message.questions) shown.add(question.id);
  };
}

/** Says once more what an earlier time left open and this one has not shown. */
export async function remind(app: App, view: View, task: Task, shown: ReadonlySet<string>): Promise<void> {
  const { questions, approvals } = await toldOf(app, task);
  const forgotten = questions.filter((one) => !shown.has(one.id));
  if (forgotten.length > 0) view.message({ kind: "questions", task, questions: forgotten });
  for (const approval of approvals.filter((one) => !shown.has(one.approval.id))) {
    view.message(approval);
    view.note(keysHint);
  }
}

/** What is left open when the person goes, and what carries it on. */
export async function sayGoodbye({ database }: App, view: View, task: Task | null): Promise<void> {
  if (task === null) return;
  const ways = waysOn(task, await isHeld(database.db, task.id));
  view.note(ways.length > 0 ? ways.join("\n") : `#${task.number} is kept: adjutant resume ${task.number} carries it on`);
}
