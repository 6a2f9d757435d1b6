import type { TaskEvent } from "../domain/event.ts";
import type { Grant } from "../domain/grant.ts";
import { accountOf, type Principal } from "../domain/principal.ts";
import type { Task } from "../domain/task.ts";

/** The accounts that have a say in a task at one event: who asks or asked, voted, offered something, or speaks or is named now. */
export function voicesIn(
  { requester, requestedBefore, approvals, interview }: Task,
  event: TaskEvent,
  grants: readonly Grant[],
): readonly string[] {
  const speaking: readonly Principal[] = event.type === "handed" ? [event.by, event.to] : "by" in event ? [event.by] : [];
  const offering = interview.questions.flatMap(({ offer }) => (offer && "by" in offer ? [offer.by] : []));
  const voters = approvals.flatMap((approval) => approval.votes.map((vote) => vote.by));
  const accounts = [requester, ...requestedBefore, ...voters, ...offering, ...speaking].map(accountOf);
  return [...new Set([...accounts, ...grants.map((grant) => grant.owner)])];
}
