import type { TaskEvent } from "../domain/event.ts";
import type { Message } from "../domain/message.ts";
import { isSameAccount } from "../domain/principal.ts";
import type { Task } from "../domain/task.ts";
import type { Turn } from "../store/transcript.ts";

/** What an event adds to the transcript: the words people said with it. */
export function turnsOfEvent(event: TaskEvent, task: Task): readonly Turn[] {
  if (event.type !== "said" && event.type !== "answered" && event.type !== "decided") return [];
  if (!event.text) return [];
  const role = isSameAccount(event.by, task.requester) ? "requester" : "member";
  return [{ author: event.by.name, role, text: event.text, at: Date.now() }];
}

/** What Adjutant's own messages add: questions, replies and results; an approval's plan is in the plan itself. */
export function turnsOfPost(message: Message, at: number): readonly Turn[] {
  const say = (text: string): Turn => ({ author: "Adjutant", role: "adjutant", text, at });
  switch (message.kind) {
    case "reply":
      return [say(message.text)];
    case "questions":
      return message.questions.map((one) => say(one.choices.length > 0 ? `${one.text} (${one.choices.join(" / ")})` : one.text));
    case "result":
      return [say(message.ending.headline)];
    case "approval":
      return [];
  }
}
