import type { Card } from "../domain/card.ts";
import type { Address } from "../domain/conversation.ts";
import type { Grant } from "../domain/grant.ts";
import type { ApprovalId, GrantId, TaskId } from "../domain/id.ts";
import type { Inbound, Taken } from "../domain/inbound.ts";
import type { Json } from "../domain/json.ts";
import type { ApprovalMessage, AskedQuestion, Message } from "../domain/message.ts";
import type { Channel, Principal } from "../domain/principal.ts";
import type { Pause, Stage } from "../domain/task.ts";

/** Contract of the channel axis: a platform's news become `Inbound` values, and what the outbox holds becomes messages there. No rules of the product. */
export type Adapter = {
  readonly channel: Channel;
  /**
   * Connects, and hands whatever comes to `desk.keep` before it acknowledges it. Resolves once it is let in, however long the
   * platform is away; rejects with a `Problem` where it never will be (a wrong token), and when it is stopped meanwhile. What is
   * lost later it mends itself.
   */
  start(desk: Desk): Promise<void>;
  /** Takes nothing more in; resolves when everything that came is kept. */
  stop(): Promise<void>;
  /** Works on news that was kept, after it was acknowledged: finds out what it means and hands it to `desk.take`. A throw is tried again, some times. */
  work(news: Json, receivedAt: number): Promise<Worked>;
  /** Shows one revision of one message. A throw is tried again. */
  show(shown: Shown): Promise<Delivered>;
};

/** What became of news: done, or to be worked on again in so many milliseconds, because the platform cannot be had now. */
type Worked = { readonly kind: "done" } | { readonly kind: "later"; readonly afterMs: number; readonly why: string };

/** One revision of a message, and where it belongs. */
export type Shown = {
  /** The same for every revision. */
  readonly key: string;
  readonly address: Address;
  readonly task: TaskId | null;
  /** The task by the name people know; null: it is about none. `ref`: the message that asked last what is to be done with it. */
  readonly about: { readonly number: number; readonly title: string; readonly ref: string | null } | null;
  readonly content: { readonly kind: "card"; readonly card: Card } | { readonly kind: "post"; readonly message: Message };
  /** Only this person is to see it; null: the room. */
  readonly audience: Principal | null;
  /** Accounts and `@groups` to mention in a new message. */
  readonly asked: readonly string[];
  /** The platform's ids of the messages that show the revision before; none: it was never shown. */
  readonly refs: readonly string[];
  /** It may have been shown though nobody heard of it: an earlier try has no known end. It is looked for before it is posted. */
  readonly isDoubtful: boolean;
  /** For what was never shown: the platform's id of a message that shows something else of its conversation to all; null: nothing does. */
  readonly earlier: string | null;
};

/** What became of it. */
export type Delivered =
  /** `instead`: why it is shown elsewhere, to whom it concerns, and not where it belongs. */
  | { readonly kind: "shown"; readonly refs: readonly string[]; readonly instead?: string }
  /** The platform wants to be left alone for so many milliseconds, or cannot be had: then nobody knows whether it was shown. */
  | { readonly kind: "later"; readonly afterMs: number }
  /** It never will be, for a reason an operator can read: the room is gone, the bot was removed. */
  | { readonly kind: "impossible"; readonly why: string };

/** What somebody says, without what the house knows of the room. */
type Said = Omit<Extract<Inbound, { type: "message" }>, "setting">;

/** What the house offers an adapter. */
export type Desk = {
  /**
   * Stores news once by its key, to be worked on in the order of its lane (a conversation); false: it was there. Only then it may
   * be acknowledged.
   */
  keep(news: { readonly key: string; readonly lane: string; readonly content: Json }): Promise<boolean>;
  /** Whether news was kept whose key begins like this. */
  isKept(keyBegin: string): Promise<boolean>;
  /** The keys of all that was kept and begin like this, oldest first. */
  keptKeys(keyBegin: string): Promise<readonly string[]>;
  /** Hands in what news meant. */
  take(inbound: Exclude<Inbound, { type: "message" }> | Said, receivedAt: number): Promise<Taken>;
  /** Resolves once what was taken under this key was read, or is not read for some seconds: what is shown then shows it. */
  whenRead(key: string): Promise<void>;
  /** Asks for the same again, in the same conversation. */
  askAgain(again: { readonly key: string; readonly by: Principal; readonly task: TaskId }, receivedAt: number): Promise<Taken>;
  /**
   * Notes in which groups accounts of the channel are now, by the platform's ids: who is not listed is in none. `within`: only
   * groups of this workspace are told of, each as `workspace/group`; who is in groups of others stays in them.
   */
  noteGroups(groups: ReadonlyMap<string, readonly string[]>, within: string | null): Promise<void>;
  /** The same of these accounts alone: all groups they are in, of those that give a right. */
  noteGroupsOf(groups: ReadonlyMap<string, readonly string[]>): Promise<void>;
  /** The standing approvals somebody gave that are in force. */
  grantsOf(who: Principal): Promise<readonly Grant[]>;
  /** The groups that a policy names: no other gives anybody a right. */
  readonly namedGroups: readonly string[];
  /**
   * Whose votes count in tasks that are open: what they may is to be known as it is now. `about`: only in the task that this is about,
   * in those at this address, or in those whose steps run.
   */
  voters(about?: Address | TaskId | ApprovalId | "executing"): Promise<readonly Voter[]>;
  /**
   * The rooms of the space that a room belongs to, as the operator named them: `workspace/room`, `workspace/*`, `room` or `*`. Null: those
   * of all spaces.
   */
  boundRooms(at: Room | null): readonly string[];
  /** Takes a standing approval back, if it is theirs; what came of it in words. */
  revoke(grant: GrantId, by: Principal): Promise<string>;
  /** Whether words at this address concern somebody without a mention: a task is open there, or a message is being read. */
  isAttended(address: Address): Promise<boolean>;
  /**
   * Whose the message with this key is, where the task that is open at an address began with it, or it is being read there; else
   * null.
   */
  beganBy(address: Address, key: string): Promise<Principal | null>;
  /** Tasks that are open in a room, oldest first. */
  openTasks(room: Room): Promise<readonly OpenTask[]>;
  /** Tasks that somebody asked for and that are open, on this channel, oldest first. */
  ownTasks(who: Principal): Promise<readonly OpenTask[]>;
  /** Where in a room words concern somebody, the newest first: like `isAttended`. */
  attendedIn(room: Room): Promise<readonly Address[]>;
  /** When something of the channel was last heard, in milliseconds since the epoch; null: never. */
  heardAt(): Promise<number | null>;
  /** Where tasks are open, in one workspace or in all: what may have been missed is looked for there. */
  openPlaces(workspace?: string): Promise<OpenPlaces>;
  /** In which workspace of the channel a task, or what an approval is about, is talked about; null: in none. */
  workspaceOf(about: TaskId | ApprovalId): Promise<string | null>;
  /** What could not be shown in a workspace for this very reason can be now: it is tried again. */
  showAgain(workspace: string, why: string): Promise<void>;
  /** Somebody took a message of ours away: what it shows comes anew, as far as it goes on. */
  takenAway(ref: string): Promise<void>;
  /** What a message of the platform shows. */
  shownBy(ref: string): Promise<Showing | null>;
  /** What is, or is about to be, shown under the key of a `Shown`. */
  shownUnder(key: string): Promise<Showing | null>;
  /** What of a task can be answered now. */
  questionsOf(task: TaskId): Promise<readonly AskedQuestion[]>;
  /** What an approval asks, as it is now; `closed` says why it cannot be answered any more. Null: there is none. */
  approvalOf(approval: ApprovalId): Promise<ApprovalMessage | null>;
  /** What one person finds at home: what waits for them, what they asked for, what they allowed. */
  homeOf(who: Principal): Promise<Home>;
  /** Whether somebody may ask for work at an address: what strangers attach is not brought. */
  mayAsk(address: Address, by: Principal): Promise<boolean>;
  /** Keeps a file that came with what is said at an address: the steps of its tasks can read it under the name that is returned. */
  attach(
    address: Address,
    file: { readonly key: string; readonly name: string; readonly content: Uint8Array },
    receivedAt: number,
  ): Promise<string>;
  /** Takes secrets out of a text that leaves the house. */
  redact(text: string): string;
  /** From now on this is a secret: a token that came while the process runs. It is shown by its name, wherever it would leave. */
  keepSecret(name: string, value: string): void;
  readonly log: Log;
};

/** What a platform says of what an operator set for it, for `adjutant doctor`; `cure` where something is wrong. */
export type Examined =
  | { readonly ok: true; readonly what: string; readonly cure: null }
  | { readonly ok: false; readonly what: string; readonly cure: string };

/** What a message shows: the task, and the approval if it is one's message; and in which conversation. */
export type Showing = { readonly task: TaskId | null; readonly approval: ApprovalId | null; readonly address: Address };

/** Where conversations lie. */
export type Room = Pick<Address, "workspace" | "room">;

/** Somebody who voted, by the platform's id, and in which workspaces what they voted on is talked about. */
export type Voter = { readonly id: string; readonly workspaces: readonly string[] };

/** An open task as lists show it, and where it is talked about. */
export type OpenTask = {
  readonly id: TaskId;
  readonly address: Address;
  readonly number: number;
  readonly title: string;
  readonly stage: Stage;
  readonly pauses?: readonly Pause[];
  /** It waits for an answer to a question, or for a decision. */
  readonly asks: boolean;
  readonly decides: boolean;
};

export type OpenPlaces = {
  readonly addresses: readonly Address[];
  /** The platform's ids of the messages on which an emoji means something: what waits for a decision, and of open tasks all others. */
  readonly asked: readonly string[];
  /** Where somebody talked with us, the latest first. */
  readonly rooms: readonly Room[];
};

/** With the platform's message that shows each, where there is one. */
export type Home = {
  readonly approvals: readonly { readonly message: ApprovalMessage; readonly ref: string | null }[];
  readonly tasks: readonly { readonly card: Card; readonly ref: string | null }[];
  readonly grants: readonly Grant[];
};

/** What is worth telling an operator, with its details. */
type Log = Readonly<Record<"debug" | "info" | "warn" | "error", (detail: object, message: string) => void>>;
