/** The chat platforms (product: channel). */
export type Channel = "slack" | "discord" | "web" | "terminal";

/** An account on a channel. A bot is never a principal; the terminal's is the operating-system user. */
export type Principal = {
  readonly channel: Channel;
  /** The platform's stable id; on the terminal the numeric uid. Names change, ids do not. */
  readonly id: string;
  /** For showing only, never for rights. */
  readonly name: string;
  readonly groups: readonly string[];
};

/** Whether two principals are the same account. Names and groups do not count. */
export function isSameAccount(a: Pick<Principal, "channel" | "id">, b: Pick<Principal, "channel" | "id">): boolean {
  return a.channel === b.channel && a.id === b.id;
}

/** `channel:id`, the form used in configuration, tables and the audit. */
export function accountOf(principal: Pick<Principal, "channel" | "id">): string {
  return `${principal.channel}:${principal.id}`;
}
