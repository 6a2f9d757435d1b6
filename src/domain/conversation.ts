import type { Usage } from "./budget.ts";
import type { Fault } from "./fault.ts";
import type { ConversationId, TaskId } from "./id.ts";
import type { Clarity } from "./interview.ts";
import type { Autonomy } from "./policy.ts";
import type { Channel, Principal } from "./principal.ts";
import type { Pause, ProcedureUse, Stage } from "./task.ts";
import type { QuestionDraft } from "./thought.ts";

/** One thread or direct-message exchange. */
export type Address = { readonly channel: Channel; readonly workspace: string; readonly room: string; readonly thread: string };

/** What tasks asked for here start from: the room's space, or what a terminal user passed. */
export type Setting = {
  readonly space: string | null;
  readonly source: string | null;
  /** Asked for by name; null lets the procedure or the space choose. */
  readonly workspace: "view" | "copy" | "worktree" | null;
  readonly autonomy: Autonomy | null;
  /** The task that is asked for again here. */
  readonly parent?: TaskId;
};

/** The smaller of the two actors: it triages and routes; a task does the work. Chat never creates a task. */
export type Conversation = {
  readonly id: ConversationId;
  readonly address: Address;
  readonly setting: Setting;
  /** What is being triaged. */
  readonly triaging: Triaging | null;
  /** Tasks of this conversation that have not ended, oldest first. A view: the tasks themselves are other actors. */
  readonly open: readonly OpenTask[];
};

/** A message that is read, with those that came while it was. */
export type Triaging = {
  readonly by: Principal;
  readonly text: string;
  /** When the first of them came. */
  readonly since: number;
  /** How many of them are read together. */
  readonly parts: number;
  /** Words that came after so many that the reading is not begun again for them: the end of `text`. */
  readonly later: string | null;
  /** Not read before this time, so that whoever is still talking is heard out; null: read now. */
  readonly notBefore: number | null;
  /** Owners in a row that died over it. */
  readonly deaths: number;
  /** The task that is asked for again. */
  readonly again?: TaskId;
};

export type OpenTask = {
  readonly id: TaskId;
  readonly number: number;
  readonly title: string;
  readonly stage: Stage;
  readonly pauses?: readonly Pause[];
  readonly requester: Principal;
};

/** Somebody who is named in a message, with the words that name them (`@jon`, `<@U3>`). */
export type Mention = { readonly text: string; readonly who: Principal };

export type ConversationEvent =
  | {
      readonly type: "message";
      readonly by: Principal;
      readonly text: string;
      readonly receivedAt: number;
      /** People the text names, as it was written, resolved by the adapter. */
      readonly mentions?: readonly Mention[];
      /** The task it is about; where nobody says, it is the newest. */
      readonly about?: TaskId | null;
      /** It is this task's request once more. */
      readonly again?: TaskId;
      /** Nobody said it: the message they began with was deleted, by them or by whoever else may delete it. */
      readonly byDeletion?: true;
    }
  | { readonly type: "triaged"; readonly of: string; readonly found: Found; readonly usage: Usage }
  | { readonly type: "untriaged"; readonly of: string; readonly fault: Fault; readonly usage: Usage }
  /** The owner before died while it was read. */
  | { readonly type: "died"; readonly of: string }
  | { readonly type: "due" };

/** What a message turned out to be. */
export type Found =
  | { readonly kind: "chat"; readonly reply: string }
  | { readonly kind: "light"; readonly title: string }
  | { readonly kind: "task"; readonly title: string; readonly clarity: Clarity; readonly questions: readonly QuestionDraft[] }
  | {
      readonly kind: "procedure";
      readonly title: string;
      readonly use: ProcedureUse;
      readonly workspace: "view" | "copy" | "worktree";
    };

/** Tells one triage from the next: a message that is folded in makes it another one. */
export function triageKey({ triaging }: Conversation): string | null {
  return triaging && `${triageKeys({ triaging })}${triaging.parts}`;
}

/** What the keys of all readings of these messages begin with: also of those that were dropped because more came. */
export function triageKeys({ triaging }: Pick<Conversation, "triaging">): string {
  return `triage:${triaging?.since}:`;
}
