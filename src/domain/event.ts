import type { Verb } from "./approval.ts";
import type { MonthNews, Usage, UsedUp } from "./budget.ts";
import type { PlanEdit } from "./edit.ts";
import type { Fault } from "./fault.ts";
import type { GrantOffer } from "./grant.ts";
import type { ApprovalId, QuestionId } from "./id.ts";
import type { Clarity } from "./interview.ts";
import type { Principal } from "./principal.ts";
import type { StepResult } from "./step.ts";
import type { Thinking } from "./task.ts";
import type { QuestionDraft, Thought } from "./thought.ts";
import type { Verification } from "./verification.ts";

/** What people (or timers they set) do to a task. Stored in the inbox before anything else happens. */
export type TaskRequest =
  /** The first event; carries what the conversation's triage found, or null where nobody scored it (a procedure). */
  | {
      readonly type: "opened";
      readonly triage: { readonly clarity: Clarity; readonly questions: readonly QuestionDraft[] } | null;
      /** Why nobody could score it, where the model was asked and did not answer. */
      readonly fault: Fault | null;
      /** What finding out used. */
      readonly usage: Usage;
    }
  | { readonly type: "said"; readonly by: Principal; readonly text: string; readonly receivedAt: number }
  | {
      readonly type: "answered";
      readonly by: Principal;
      readonly question: QuestionId | null;
      readonly text: string;
      readonly receivedAt: number;
    }
  | {
      readonly type: "decided";
      readonly by: Principal;
      /** Null: the one that is open. */
      readonly approval: ApprovalId | null;
      readonly verb: Verb;
      readonly text: string | null;
      readonly receivedAt: number;
      /** Approving also gives a standing approval of this reach: "approve for 1 hour", "approve here". */
      readonly grant?: GrantOffer | null;
      /** An emoji on the approval's message. */
      readonly byEmoji?: boolean;
    }
  /** An emoji vote was taken back. */
  | { readonly type: "withdrew"; readonly by: Principal; readonly approval: ApprovalId; readonly verb: Verb; readonly receivedAt: number }
  /** `assign @jon`, or Take over: who asks from now on. */
  | { readonly type: "handed"; readonly by: Principal; readonly to: Principal }
  /** The plan is changed by hand, without a model. */
  | { readonly type: "edited"; readonly by: Principal; readonly edit: PlanEdit }
  | {
      readonly type: "commanded";
      readonly by: Principal;
      readonly command: "cancel" | "pause" | "resume" | "proceed";
      /** Why, in words of theirs. */
      readonly why?: string;
      /** The message it began with was deleted, by them or by whoever else may delete it. */
      readonly byDeletion?: true;
    };

/**
 * What effects come back with, and the clock. Every stage accepts them, terminal ones included. Their `usage` is told for the
 * record: the ledger booked it call by call, and the task comes with what was paid.
 */
type TaskResult =
  | {
      readonly type: "thought";
      /** Key of the effect that had it: an answer to anything else than what is asked now counts only what it cost. */
      readonly of: string;
      readonly thought: Thought;
      readonly usage: Usage;
      /** `heard` of the task when it was asked. */
      readonly seen: number;
    }
  | { readonly type: "unthought"; readonly of: string; readonly purpose: Thinking["purpose"]; readonly fault: Fault; readonly usage: Usage }
  | {
      readonly type: "ended";
      readonly step: string;
      readonly attempt: number;
      readonly outcome: AttemptOutcome;
      /** Texts a `notify` step handed over for this conversation; they are posted when the attempt passed. */
      readonly told: readonly string[];
      readonly usage: Usage;
    }
  /** What the project's own checks say of the files; null where they could not be run, with the fault. */
  | {
      readonly type: "verified";
      readonly of: string;
      readonly found: Verification | null;
      readonly fault: string | null;
      readonly usage: Usage;
    }
  /** The workspace begins from another commit than the plan was made for; nothing was run. */
  | { readonly type: "moved"; readonly step: string; readonly attempt: number; readonly base: string | null }
  /** An attempt that an earlier owner left open. One that left in good order is not counted against the step. */
  | { readonly type: "lost"; readonly step: string; readonly attempt: number; readonly inGoodOrder?: boolean }
  /** The owner before died while this thought or check was under way. */
  | { readonly type: "died"; readonly of: string }
  /** A call was paid for that brought a limit nearer: what the ledger says now is looked at. */
  | { readonly type: "used"; readonly month: MonthNews | null }
  | { readonly type: "due" };

/** Who a step is delegated to cannot go on without an answer. */
export type AgentAsks = { readonly kind: "asks"; readonly agent: string; readonly question: string; readonly choices: readonly string[] };

/** Ours broke, not the command: sandbox, model, workspace. */
export type Broken = {
  readonly kind: "broken";
  readonly reason: string;
  readonly transient: boolean;
  /** It was this agent, and another may do it. */
  readonly agent?: string;
  readonly limit?: UsedUp;
};

export type AttemptOutcome =
  | { readonly kind: "passed" | "failed"; readonly result: StepResult; readonly reason: string | null }
  /** With what was done so far. */
  | (AgentAsks & { readonly result: StepResult; readonly reason: null })
  /** `asks`: only a person can mend it; nothing is charged to the step, and it waits until somebody says to try again. */
  | (Broken & { readonly asks?: boolean });

export type TaskEvent = TaskRequest | TaskResult;
export type TaskEventType = TaskEvent["type"];
