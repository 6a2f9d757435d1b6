import type { Usage } from "../domain/budget.ts";
import type { Conversation, Found } from "../domain/conversation.ts";
import type { Result } from "../domain/fault.ts";
import type { Purse } from "../domain/purse.ts";
import type { Task, Thinking } from "../domain/task.ts";
import type { Thought } from "../domain/thought.ts";
import type { StepThinking } from "../steps/step.ts";

/**
 * Contract: who answers what the heart wants to know. A procedure's recipe answers for the tasks it started, the model
 * for all others; both give the same thoughts, so nothing behind them knows the difference.
 */
export type Thinker = {
  /** What a message is: chat, a light question, a task, or one of the procedures. */
  triage(conversation: Conversation, transcript: Transcript, call: Call): Promise<Answer<Found>>;
  think(thinking: Thinking, task: Task, transcript: Transcript, call: Call): Promise<Answer<Thought>>;
  /** What a step may ask of the model, or null without one. */
  forStep(task: Task, transcript: Transcript, call: Call): StepThinking | null;
  /** Values of a procedure's parameters as the environment of its steps. */
  environmentOf(task: Task): Readonly<Record<string, string>>;
  readonly hasModel: boolean;
};

/** What every question to a model needs: who pays for it, and what stops it. */
type Call = { readonly purse: Purse; readonly signal: AbortSignal };

/** Usage is told even with a fault: what was spent is spent. */
export type Answer<T> = { readonly result: Result<T>; readonly usage: Usage };

/** Everything that was said in the conversation, oldest first. */
export type Transcript = readonly {
  readonly author: string;
  readonly role: "requester" | "member" | "adjutant" | "stranger";
  readonly text: string;
}[];
