/** Where a workspace's token comes from. */
export type Tokens = {
  /** The one to use now; null: there is none, we are not in the workspace any more. Rejects with `Away` where it cannot be had now. */
  current(): Promise<string | null>;
  /** Slack did not take this one, by its own word for why: another to try instead, or null. */
  instead(token: string, why: string): Promise<string | null>;
};

/** The one token that an operator set; there is no other. */
export function oneToken(token: string): Tokens {
  return { current: async () => token, instead: async () => null };
}
