import type { z } from "zod";
import type { Usage } from "../domain/budget.ts";
import type { Result } from "../domain/fault.ts";
import type { Purse } from "../domain/purse.ts";

/** Contract of the model: ask for a schema, get a value and what it cost. */
export type Model = {
  readonly name: string;
  ask<T>(question: ModelQuestion<T>): Promise<ModelAnswer<T>>;
};

/** A model nobody pays for yet: it is asked with a purse only, so that nothing is spent that was not reserved (product: 2.5). */
export type PricedModel = { readonly name: string; paidFrom(purse: Purse): Model };

/** One call has one purpose; it is the json_schema's name (model.md). */
export const purposes = [
  "triage",
  "classify",
  "brief",
  "plan",
  "repair",
  "revise",
  "research",
  "draft",
  "review",
  "judge",
  "summary",
] as const;
export type Purpose = (typeof purposes)[number];

export type ModelQuestion<T> = {
  readonly purpose: Purpose;
  readonly schema: z.ZodType<T>;
  readonly messages: readonly ModelMessage[];
  /** Read-only tools the model may call before it answers; at most `maxTurns` rounds of them. */
  readonly tools?: readonly ModelTool[];
  readonly signal: AbortSignal;
};

export type ModelMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

export type ModelTool = {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
  /**
   * Takes the arguments as the model gave them (already checked against `input`), returns what it may read. Never throws for bad input: it says so. A
   * `Problem` and a lost connection are faults of ours, and end the question.
   */
  run(input: unknown, signal: AbortSignal): Promise<string>;
};

/** Usage is told even when the answer is a fault: what was spent is spent. */
export type ModelAnswer<T> = { readonly result: Result<T>; readonly usage: Usage };
