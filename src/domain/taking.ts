import type { Context } from "./context.ts";
import { reviseBecause } from "./decisions.ts";
import type { Offer } from "./interview.ts";
import { newTask } from "./new-task.ts";
import { moved, type Outcome, reply } from "./record.ts";
import type { Task } from "./task.ts";

type Taken = Exclude<Offer, { kind: "take" }>;

/** Does what was offered and accepted: the plan is changed, or a new topic begins as a task of its own. */
export function takeOffer(task: Task, offer: Taken, context: Context): Outcome {
  if (offer.kind === "revise") return reviseBecause(task, offer.instruction, context);
  const { conversation, space, place, autonomy } = task;
  const beginning = { conversation, space, autonomy, place: { ...place, base: null }, parent: null, light: false, procedure: null };
  const begun = newTask({ ...beginning, requester: offer.by, title: "", request: offer.request }, context);
  return moved(task, reply(`A new task begins beside #${task.number}: ${begun.title}`), { type: "begin", task: begun });
}
