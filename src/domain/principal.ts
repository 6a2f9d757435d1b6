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

/** What is known now, by account: persons that several accounts belong to, and the groups an account has at present. */
export type Directory = {
  /** A person's id by account; an account that is not linked is a person of its own. */
  readonly people: Readonly<Record<string, string>>;
  /** Present groups by account; an account that is not listed keeps those it came with. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
};

export const nobodyKnown: Directory = { people: {}, groups: {} };

/** Whether two principals are the same account. Names and groups do not count. */
export function isSameAccount(a: Pick<Principal, "channel" | "id">, b: Pick<Principal, "channel" | "id">): boolean {
  return a.channel === b.channel && a.id === b.id;
}

/** `channel:id`, the form used in configuration, tables and the audit. */
export function accountOf(principal: Pick<Principal, "channel" | "id">): string {
  return `${principal.channel}:${principal.id}`;
}
