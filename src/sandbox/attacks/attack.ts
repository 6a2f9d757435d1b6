/** What an attack is after. */
export const attackGroups = ["read", "write", "network", "exhaustion", "life", "kernel"] as const;
type AttackGroup = (typeof attackGroups)[number];

/**
 * One way to get more than was granted, as data: a shell text that prints ESCAPED when it worked. It finds what it is after by the variables of
 * the bait. The same text is tried in the sandbox and, by the test suite, outside of it, where it has to work.
 */
export type Attack = {
  readonly name: string;
  readonly group: AttackGroup;
  /** For people: what it tries. */
  readonly tries: string;
  readonly script: string;
  /** Whom it works for without a sandbox: the account that commands run as, unless it takes root. */
  readonly control?: "root";
};

/** Whether an attack worked, by what it printed. */
export function hasEscaped(printed: string): boolean {
  return /^ESCAPED$/m.test(printed);
}
