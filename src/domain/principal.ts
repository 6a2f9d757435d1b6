/** The chat platforms (product: channel). */
const channels = ["slack", "discord", "web", "terminal"] as const;
export type Channel = (typeof channels)[number];

/** An account on a channel. A bot is never a principal: adapters drop what bots say. The terminal's is the operating-system user. */
export type Principal = {
  readonly channel: Channel;
  /** The platform's stable id; on the terminal the numeric uid. Names change, ids do not. */
  readonly id: string;
  /** For showing only, never for rights. */
  readonly name: string;
  readonly groups: readonly string[];
  /**
   * What it is in the room it speaks in, as its channel says: guests and people of other organisations may not ask. Unknown
   * counts as no member; whoever sits at the terminal is one.
   */
  readonly member?: "full" | "guest" | "external";
};

/** What is known now, by account: persons that several accounts belong to, and the groups an account has at present. */
export type Directory = {
  /** A person's id by account; an account that is not linked is a person of its own. */
  readonly people: Readonly<Record<string, string>>;
  /** Present groups by account; an account that is not listed keeps those it came with. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Pairs of accounts that were one person while this task went on, and were unlinked since. */
  readonly parted: readonly (readonly [string, string])[];
};

export const nobodyKnown: Directory = { people: {}, groups: {}, parted: [] };

/** Whether two principals are the same account. Names and groups do not count. */
export function isSameAccount(a: Pick<Principal, "channel" | "id">, b: Pick<Principal, "channel" | "id">): boolean {
  return a.channel === b.channel && a.id === b.id;
}

/** `channel:id`, the form used in configuration, tables and the audit. */
export function accountOf(principal: Pick<Principal, "channel" | "id">): string {
  return `${principal.channel}:${principal.id}`;
}

/** The account as a principal, where nothing else is known of it. */
export function principalOf(account: string, name: string): Principal | null {
  const channel = channels.find((one) => account.startsWith(`${one}:`));
  return channel ? { channel, id: account.slice(channel.length + 1), name, groups: [] } : null;
}

/** Whose account it is: the person it is linked to, or itself. Votes count these (product: person). */
function personOf(who: Principal, { people }: Directory): string {
  const account = accountOf(who);
  return people[account] ?? account;
}

/** Whether two principals are one person, through the same account or through linked ones. */
export function isSamePerson(a: Principal, b: Principal, directory: Directory): boolean {
  return personOf(a, directory) === personOf(b, directory);
}

/**
 * Whether two principals are one person, or were while this task went on: unlinking an account takes it out of no vote and
 * no request that was its person's already (product: votes count people). What it gives is no right; it only counts.
 */
export function wereSamePerson(a: Principal, b: Principal, directory: Directory): boolean {
  return circleOf(accountOf(a), directory).has(accountOf(b));
}

/** An account with all that belong to it now or did, and whoever belongs to those. */
function circleOf(account: string, { people, parted }: Directory): ReadonlySet<string> {
  const circle = new Set([account]);
  // What is added while it is gone through is gone through as well.
  for (const one of circle) {
    const person = people[one];
    const linked = person === undefined ? [] : Object.keys(people).filter((other) => people[other] === person);
    const left = parted.flatMap(([first, second]) => (first === one ? [second] : second === one ? [first] : []));
    for (const other of [...linked, ...left]) circle.add(other);
  }
  return circle;
}

/** Every account of a person: what one of them may, the person may from each. */
export function accountsOf(who: Principal, { people }: Directory): readonly string[] {
  const account = accountOf(who);
  const person = people[account];
  return person === undefined ? [account] : [account, ...Object.keys(people).filter((one) => one !== account && people[one] === person)];
}

/** The groups a person has now, on any of their accounts. */
export function groupsOf(who: Principal, directory: Directory): readonly string[] {
  const account = accountOf(who);
  return accountsOf(who, directory).flatMap((one) => directory.groups[one] ?? (one === account ? who.groups : []));
}
