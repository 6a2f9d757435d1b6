/** An account or a role of Discord as its markup names it. Whom a message calls by that, its `allowed_mentions` say. */
export type Whom = { readonly text: string; readonly user?: string; readonly role?: string };

/** Whom an account (`discord:<user id>`) or a group (`@<role id>`) is; null: nobody whom Discord knows by this. */
export function whomIs(said: string): Whom | null {
  const user = /^discord:(\d{5,20})$/.exec(said)?.[1];
  if (user !== undefined) return { text: `<@${user}>`, user };
  const role = /^@(\d{5,20})$/.exec(said)?.[1];
  return role === undefined ? null : { text: `<@&${role}>`, role };
}
