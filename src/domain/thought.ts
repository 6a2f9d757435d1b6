import type { BriefContent } from "./brief.ts";
import type { Clarity } from "./interview.ts";
import type { StepDraft } from "./plan.ts";

/** A question as a model or a procedure words it (model.md: triage). */
export type QuestionDraft = {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly string[];
  readonly why: string | null;
};

/** What a message near an open approval or a run means (product: 2.1). */
type SayingKind = "assent" | "question" | "change" | "answer" | "new_task" | "stop" | "chat";

/** What came back for a purpose, whoever thought: a model, or a procedure's recipe. Field names are model.md's. */
export type Thought =
  | { readonly purpose: "triage"; readonly value: { readonly clarity: Clarity; readonly questions: readonly QuestionDraft[] } }
  | {
      readonly purpose: "classify";
      readonly value: { readonly kind: SayingKind; readonly reply: string | null; readonly instruction: string | null };
    }
  | { readonly purpose: "brief"; readonly value: BriefContent }
  | {
      readonly purpose: "plan";
      readonly value: PlanThought;
    }
  | {
      readonly purpose: "repair";
      readonly value: { readonly reason: string; readonly steps: readonly StepDraft[]; readonly replaces: readonly string[] } & Made;
    }
  | {
      readonly purpose: "revise";
      readonly value: { readonly reason: string; readonly brief: BriefContent | null; readonly steps: readonly StepDraft[] } & Made;
    }
  | { readonly purpose: "judge"; readonly value: { readonly criteria: readonly JudgedDraft[]; readonly instructions: string | null } }
  | { readonly purpose: "summary"; readonly value: SummaryDraft };

/** Who thought it: a model's name, a recipe with its digest. */
type Made = { readonly by?: string };

type JudgedDraft = { readonly id: string; readonly met: boolean | null; readonly score: number; readonly evidence: string };

export type SummaryDraft = {
  readonly headline: string;
  readonly done: readonly string[];
  readonly not_done: readonly { readonly what: string; readonly why: string }[];
  readonly next: readonly string[];
};

/** A plan with the commit it was made for, and, of a recipe, the values its steps will run with. */
type PlanThought = Made & {
  readonly reason: string;
  readonly steps: readonly StepDraft[];
  readonly base: string | null;
  readonly parameters?: Readonly<Record<string, string>>;
};
