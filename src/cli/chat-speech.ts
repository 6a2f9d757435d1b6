import { randomUUID } from "node:crypto";
import type { App } from "../app.ts";
import { type Approval, openApprovals, type Verb } from "../domain/approval.ts";
import type { Address, Setting } from "../domain/conversation.ts";
import { readSpoken } from "../domain/grammar.ts";
import type { ApprovalId, ConversationId, QuestionId } from "../domain/id.ts";
import type { Inbound } from "../domain/inbound.ts";
import { openQuestions } from "../domain/interview.ts";
import { isOffer } from "../domain/offer.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { takeIn } from "../orchestrator/intake.ts";
import { loadTask, tasksOfConversation } from "../store/tasks.ts";

/** A conversation at a terminal. */
export type Talk = { readonly conversation: ConversationId; readonly address: Address; readonly setting: Setting };

/** What a typed line means where it was typed. */
type Meaning =
  | { readonly kind: "decide"; readonly approval: ApprovalId; readonly verb: Verb }
  /** The next line says what to change. */
  | { readonly kind: "change"; readonly approval: ApprovalId }
  | { readonly kind: "answer"; readonly question: QuestionId }
  | { readonly kind: "say" };

const keys: Readonly<Record<string, Verb>> = {
  a: "approve",
  approve: "approve",
  c: "change",
  change: "change",
  r: "reject",
  reject: "reject",
};

/**
 * The keys that decide while an approval is open; a question takes any text but the exact words that steer; the rest is said.
 * While a change of the plan is offered the heart finds out what the words answer, if anything: an offer takes only its own.
 */
function meaningOf(line: string, task: Task | null): Meaning {
  const approval: Approval | undefined = task ? openApprovals(task.approvals)[0] : undefined;
  const verb = keys[line.trim().toLowerCase()];
  if (approval && verb)
    return verb === "change" ? { kind: "change", approval: approval.id } : { kind: "decide", approval: approval.id, verb };
  const asked = task ? openQuestions(task.interview.questions) : [];
  const question = asked.some(isOffer) ? undefined : asked[0];
  return question && readSpoken(line) === null ? { kind: "answer", question: question.id } : { kind: "say" };
}

/** What a person says in a conversation. */
export type Speech = {
  /** Takes a line; returns what to ask next, when it is not complete. */
  say(line: string): Promise<string | null>;
  /** The newest task, unless it has ended. */
  openTask(): Promise<Task | null>;
  cancel(task: Task): Promise<void>;
};

export function openSpeech({ database: { db }, me }: Pick<App, "database" | "me">, { conversation, address, setting }: Talk): Speech {
  let changing: ApprovalId | null = null;
  const send = (inbound: Inbound) => takeIn(db, inbound);
  const openTask = async () => {
    const id = (await tasksOfConversation(db, conversation)).at(-1);
    const task = id === undefined ? undefined : await loadTask(db, id);
    return task && !isEnded(task.stage) ? task : null;
  };
  const decide = (approval: ApprovalId, verb: Verb, text: string | null) =>
    send({ type: "decision", key: `chat:${randomUUID()}`, by: me, approval, verb, text });
  return {
    openTask,
    cancel: async (task) => void (await send({ type: "command", key: `chat:${randomUUID()}`, by: me, task: task.id, command: "cancel" })),
    say: async (text) => {
      if (changing !== null) {
        await decide(changing, "change", text);
        changing = null;
        return null;
      }
      const task = await openTask();
      const meaning = meaningOf(text, task);
      if (meaning.kind === "change") {
        changing = meaning.approval;
        return "What should change?";
      }
      const common = { key: `chat:${randomUUID()}`, by: me } as const;
      if (meaning.kind === "decide") await decide(meaning.approval, meaning.verb, null);
      else if (meaning.kind === "answer" && task)
        await send({ type: "answer", ...common, task: task.id, question: meaning.question, text });
      else await send({ type: "message", ...common, address, setting, text });
      return null;
    },
  };
}
