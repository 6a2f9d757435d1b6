import type { View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import type { ApprovalMessage, Message } from "../domain/message.ts";
import { isEnded, type Stage, type Task } from "../domain/task.ts";
import { whereaboutsOf } from "./elsewhere.ts";
import { toldOf } from "./outcome.ts";
import type { Seen } from "./watch.ts";
import { waysOn } from "./way-on.ts";

const keysHint = "  a approve · c change · r reject";

/** What a conversation shows of itself. */
export type Page = {
  show(seen: Seen): void;
  /** Says once more what an earlier time left open and this one has not shown. */
  remind(app: App, task: Task): Promise<void>;
};

/** Writes what is new into the view, with the keys that answer it. Of several open approvals the first is decided first. */
export function openPage(view: View): Page {
  const shown = new Set<string>();
  const open = new Map<string, string>();
  let stage: Stage = "triage";
  const ask = (message: ApprovalMessage) => {
    shown.add(message.approval.id);
    view.message(message);
    open.set(message.approval.id, message.approval.title);
    if (open.size === 1) view.note(keysHint);
  };
  const close = (message: ApprovalMessage) => {
    open.delete(message.approval.id);
    // The end of a task closes what is open; its result says so already.
    if (isEnded(stage)) return;
    view.message(message);
    const [next] = open.values();
    if (next !== undefined) view.note(`  next: ${next}\n${keysHint}`);
  };
  const say = (message: Message) => {
    if (message.kind === "approval") return message.closed === null ? ask(message) : close(message);
    view.message(message);
    if (message.kind === "questions") for (const question of message.questions) shown.add(question.id);
    if (message.kind === "result") view.note("");
    return undefined;
  };
  return {
    show: (seen) => {
      if (seen.kind === "post") return say(seen.message);
      stage = seen.card.stage;
      return view.card(seen.card);
    },
    remind: async (app, task) => {
      const { questions, approvals } = await toldOf(app, task);
      const forgotten = questions.filter((one) => !shown.has(one.id));
      if (forgotten.length > 0) say({ kind: "questions", task, questions: forgotten });
      for (const approval of approvals.filter((one) => !shown.has(one.approval.id))) ask(approval);
    },
  };
}

/** What is left open when the person goes, and what carries it on. */
export async function sayGoodbye(app: App, view: View, task: Task | null): Promise<void> {
  if (task === null) return;
  const ways = waysOn(task, await whereaboutsOf(app, task.id));
  view.note(ways.length > 0 ? ways.join("\n") : `#${task.number} is kept: adjutant resume ${task.number} carries it on`);
}
