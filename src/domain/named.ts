import type { Policy } from "./policy.ts";
import { accountOf, type Channel, type Principal } from "./principal.ts";

/** Accounts (`channel:id`) and groups (`@name`) that words of the house may name: whom the policy lists, and whose a task is. */
export function nameable({ requesters, approvals, owner, operator }: Policy, people: readonly Principal[]): readonly string[] {
  const listed = [...(requesters ?? []), ...Object.values(approvals.approvers).flat(), ...(owner === null ? [] : [owner]), operator];
  return [...new Set([...listed, ...people.map(accountOf)])];
}

/** A text cut at the names in it, to the letter; none of them is part of a longer word. */
export function cutAtNames(text: string, names: readonly string[]): readonly { readonly text: string; readonly isName: boolean }[] {
  const longestFirst = names.filter((name) => name !== "").toSorted((one, other) => other.length - one.length);
  const parts: { text: string; isName: boolean }[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const name = /[\w:@/-]/.test(text[at - 1] ?? " ") ? undefined : longestFirst.find((one) => standsAt(text, one, at));
    if (name === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== "") parts.push({ text: plain, isName: false });
    parts.push({ text: name, isName: true });
    plain = "";
    at += name.length;
  }
  return plain === "" ? parts : [...parts, { text: plain, isName: false }];
}

function standsAt(text: string, name: string, at: number): boolean {
  return text.startsWith(name, at) && !/[\w/-]/.test(text[at + name.length] ?? " ");
}

/** Whether a channel may know who this is: an account of its own, or any group, because a group does not say whose it is. */
export function isKnownOn(channel: Channel, name: string): boolean {
  return channel !== "terminal" && (name.startsWith("@") || name.startsWith(`${channel}:`));
}
