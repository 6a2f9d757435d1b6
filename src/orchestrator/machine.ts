import type { ActorId } from "../domain/id.ts";
import type { Lease } from "../store/actors.ts";
import type { Reader, Writer } from "../store/transaction.ts";

/**
 * What the activation loop must know of a kind of actor. Conversations and tasks are both moved by it: the heart's pure
 * functions behind one face, with the writers that make an outcome durable.
 */
export type Machine<State, Event, Effect extends { readonly key: string }> = {
  load(db: Reader, id: ActorId): Promise<State | undefined>;
  /** Events for what an earlier owner left open; `abandoned` says that it did not leave in good order. */
  lost(state: State, abandoned: boolean): readonly Event[];
  /** What should be in flight now. */
  effects(state: State): readonly Effect[];
  /** When an owner is needed again, in milliseconds since the epoch: now while anything should be in flight. */
  wakeAt(state: State, now: number): number | null;
  /** The next deadline, whatever is in flight, or null. */
  dueAt(state: State): number | null;
  /** The clock's event, for a deadline that has passed; null where there are no deadlines. */
  readonly due: Event | null;
  /** Moves the state by one event and writes all of it, inside the caller's transaction. */
  apply(tx: Writer, state: State, event: Event, lease: Lease): Promise<Applied<State>>;
  /**
   * Waits until an effect may touch the world, and returns what gives its place back; absent where nothing waits. Its deadline
   * begins only then. Rejects when the signal ends the wait.
   */
  admit?(effect: Effect, state: State, signal: AbortSignal): Promise<() => void>;
  /** Touches the world. Never rejects for what can be told as an event. */
  perform(effect: Effect, state: State, signal: AbortSignal): Promise<Event>;
  /**
   * Brings what lies outside the database in line with the state, where nothing is in flight: before the actor is given back, and
   * while its lease holds. What fails here is seen to by whoever looks next.
   */
  arrange?(state: State, signal: AbortSignal): Promise<void>;
  /** What goes on inside effects, where that is shown: without moving the state, in a transaction that holds the lease. */
  readonly live?: {
    subscribe(ring: () => void): void;
    readonly isNew: boolean;
    show(tx: Writer, state: State): Promise<void>;
  };
  /** What is left of the result of an effect that was aborted: what it used. Null when it used nothing. */
  salvage(event: Event): Event | null;
  /** The event for an effect that broke in a way nobody foresaw, or ran past its deadline. */
  broke(effect: Effect, error: unknown): Event;
  /** Longest time an effect may take, in milliseconds: every effect has a deadline. */
  deadline(effect: Effect, state: State): number;
};

type Applied<State> = { readonly state: State; readonly refusal: string | null };
