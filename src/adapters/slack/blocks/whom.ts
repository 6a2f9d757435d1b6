/** An account or a user group, by Slack's id. */
export type Whom = { readonly user: string } | { readonly group: string };

/** Whom an account (`slack:<user id>`) or a group (`@S…`, `@T…/S…`) is; null: nobody whom Slack knows by this. */
export function whomIs(said: string): Whom | null {
  const user = /^slack:([UW][A-Z0-9]{1,40})$/.exec(said)?.[1];
  if (user !== undefined) return { user };
  const group = /^@(?:T[A-Z0-9]{1,40}\/)?(S[A-Z0-9]{5,40})$/.exec(said)?.[1];
  return group === undefined ? null : { group };
}

/** As Slack's markup names them. */
export function markupOf(whom: Whom): string {
  return "user" in whom ? `<@${whom.user}>` : `<!subteam^${whom.group}>`;
}
