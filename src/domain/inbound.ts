import type { Verb } from "./approval.ts";
import type { Address, Mention, Setting } from "./conversation.ts";
import type { PlanEdit } from "./edit.ts";
import type { GrantOffer } from "./grant.ts";
import type { ApprovalId, ConversationId, QuestionId, TaskId } from "./id.ts";
import type { Principal } from "./principal.ts";

/** What adapters hand in. Each has a dedupe key: the same key again changes nothing. */
export type Inbound =
  | {
      readonly type: "message";
      readonly key: string;
      readonly by: Principal;
      readonly address: Address;
      readonly setting: Setting;
      readonly text: string;
      /** People the text names, as it was written. */
      readonly mentions?: readonly Mention[];
      /** The task it is about, of those that are open there: it replies to a message of that one. */
      readonly about?: TaskId | null;
      /** It is this task's request once more. */
      readonly again?: TaskId;
      /** Nobody said it: the message they began with is gone, and the platform does not say who took it away. */
      readonly byDeletion?: true;
    }
  /** An emoji vote was taken back. */
  | { readonly type: "withdrawal"; readonly key: string; readonly by: Principal; readonly approval: ApprovalId; readonly verb: Verb }
  /** A task is handed over by a button or a form: Take over names who presses it. */
  | { readonly type: "handover"; readonly key: string; readonly by: Principal; readonly task: TaskId; readonly to: Principal }
  | {
      readonly type: "decision";
      readonly key: string;
      readonly by: Principal;
      readonly approval: ApprovalId;
      readonly verb: Verb;
      readonly text: string | null;
      /** Approving also gives a standing approval. */
      readonly grant?: GrantOffer;
      /** An emoji on the approval's message: it counts up to `execute` only. */
      readonly byEmoji?: boolean;
    }
  | {
      readonly type: "answer";
      readonly key: string;
      readonly by: Principal;
      readonly task: TaskId;
      readonly question: QuestionId | null;
      readonly text: string;
    }
  /** A change of the plan by hand. */
  | { readonly type: "edit"; readonly key: string; readonly by: Principal; readonly task: TaskId; readonly edit: PlanEdit }
  | { readonly type: "change"; readonly key: string; readonly by: Principal; readonly task: TaskId; readonly text: string }
  | {
      readonly type: "command";
      readonly key: string;
      readonly by: Principal;
      readonly task: TaskId;
      readonly command: "cancel" | "pause" | "resume" | "proceed";
      /** Why, in words of theirs. */
      readonly why?: string;
    };

/** Where an inbound went: the actor that will read it, or null for an approval or a task that nobody knows; the adapter says so in private. */
export type Taken = { readonly actor: ConversationId | TaskId; readonly fresh: boolean } | null;
