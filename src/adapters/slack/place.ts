import type { Address } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";

const begin = "command:";

/** The thread of what somebody says by command, of which Slack shows nobody anything: it is answered to them alone. */
export function commandThread({ id }: Pick<Principal, "id">): string {
  return `${begin}${id}`;
}

/** Whom a thread of commands belongs to; null: it is one of Slack's. */
export function commanderOf({ thread }: Pick<Address, "thread">): string | null {
  return thread.startsWith(begin) ? thread.slice(begin.length) : null;
}

/** Where a message goes, as Slack wants to be told. */
export function placeOf(address: Address): { readonly channel: string; readonly thread_ts?: string } {
  return { channel: address.room, ...(commanderOf(address) === null ? { thread_ts: address.thread } : {}) };
}
