import { mayAsk, type Rules } from "../domain/authority.ts";
import type { Conversation, ConversationEvent } from "../domain/conversation.ts";
import type { TaskRequest } from "../domain/event.ts";
import { readSpoken } from "../domain/grammar.ts";
import { type Question, readAnswer } from "../domain/interview.ts";
import type { Message } from "../domain/message.ts";
import { isSameAccount, isSamePerson, type Principal } from "../domain/principal.ts";
import type { NewTurn, Turn } from "../store/transcript.ts";

/**
 * What a message adds to the transcript, under the role its speaker has here. What is said while
 * something is asked may be its answer. Codes are nobody else's business.
 */
export function turnsOfMessage(conversation: Conversation, event: ConversationEvent, isAsked: boolean, rules: Rules): readonly NewTurn[] {
  if (event.type !== "message" || event.byDeletion || isSecret(event.text)) return [];
  const { by, text, receivedAt: at } = event;
  const task = conversation.open.at(-1);
  return [{ author: by.name, role: roleOf(by, task?.requester ?? by, rules), text, at, kept: isAsked }];
}

function isSecret(text: string): boolean {
  const kind = readSpoken(text)?.kind;
  return kind === "claim" || kind === "link";
}

/** Who may neither ask nor answer here is a stranger: their words are context, and no wish. */
function roleOf(who: Principal, requester: Principal, rules: Rules): Turn["role"] {
  if (!mayAsk(who, rules).allowed) return "stranger";
  return isSamePerson(who, requester, rules.directory) ? "requester" : "member";
}

/** What a button, a form or a command adds: the words that came with it, or of the choice. Typed words came as a message. */
export function turnOfRequest(request: TaskRequest, requester: Principal, questions: readonly Question[]): NewTurn | null {
  if ((request.type !== "answered" && request.type !== "decided") || !request.text) return null;
  const role = isSameAccount(request.by, requester) ? "requester" : "member";
  const asked = request.type === "answered" ? questions.find(({ id }) => id === request.question) : undefined;
  const text = asked ? readAnswer(asked, request.text) : request.text;
  return { author: request.by.name, role, text, at: Date.now(), kept: request.type === "answered" };
}

/** What Adjutant's own messages add: questions, replies and results; an approval's plan is in the plan itself. */
export function turnsOfPost(message: Message, at: number): readonly NewTurn[] {
  const kept = message.kind === "questions";
  const say = (text: string): NewTurn => ({ author: "Adjutant", role: "adjutant", text, at, kept });
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
