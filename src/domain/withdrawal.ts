import type { Context } from "./context.ts";
import type { TaskEvent } from "./event.ts";
import { accountOf, isSamePerson } from "./principal.ts";
import { audit, moved, type Outcome, refuse, reply } from "./record.ts";
import type { Task } from "./task.ts";

type Withdrew = Extract<TaskEvent, { type: "withdrew" }>;

/**
 * Takes a vote back that was given by emoji: until the decision commits it does not count any more, after that it is too
 * late (architecture: data). Only what the same person said with the same verb goes.
 */
export function withdrawVote(task: Task, { by, approval: id, verb, receivedAt }: Withdrew, { directory }: Context): Outcome {
  const approval = task.approvals.find((one) => one.id === id);
  if (!approval) return refuse("There is no such approval.");
  if (approval.status !== "open") return refuse(`Too late to take it back: ${approval.reason ?? approval.status}.`);
  if (receivedAt > approval.expiresAt) return refuse("This approval had expired when you took your answer back.");
  const votes = approval.votes.filter((vote) => !(vote.verb === verb && isSamePerson(vote.by, by, directory)));
  if (votes.length === approval.votes.length) return refuse("No answer of yours counts there now.");
  const approvals = task.approvals.map((one) => (one === approval ? { ...one, votes } : one));
  const told = audit("approval.withdrawn", accountOf(by), { approval: id, verb });
  return moved({ ...task, approvals }, told, reply("Taken back; it does not count any more.", by));
}
