import type { Context } from "../../src/domain/context.ts";
import { type Autonomy, autonomies, type OnExpiry } from "../../src/domain/policy.ts";
import type { Task } from "../../src/domain/task.ts";
import { type Alphabet, askThenRead, delegateThenRead, readThenWrite, writeThenSend } from "./alphabet.ts";
import { noon } from "./canon.ts";
import { agentWith, contextWith, policyWith, taskWith } from "./world.ts";

/** A world small enough to look at every state of a task in it. */
export type Model = { readonly name: string; readonly task: Task; readonly context: Context; readonly alphabet: Alphabet };

const nothingElse = { pause: false, say: false, change: false, edit: false };
const procedure = { name: "run-tests", digest: "d1", pinned: true, headline: "a", parameters: {} };

/** One try of each kind: what happens twice happens again. Approvals and pauses last a week each. */
function modelOf(name: string, alphabet: Alphabet, onExpiry: OnExpiry, task: Partial<Task>, hasModel = true): Model {
  const bounds = { interview: { rounds: 1, questions: 1, ready: 0.2 }, repairs: 1, reworks: 1, generations: 1, parallelSteps: 2 };
  const policy = policyWith({ expiresMs: 7 * 24 * 3_600_000, onExpiry }, bounds);
  return {
    name,
    alphabet,
    context: contextWith({ policy, hasModel, now: noon, agents: [agentWith("ana")] }),
    task: taskWith({ createdAt: noon, movedAt: noon, ...task }),
  };
}

function forEach(name: string, alphabet: Alphabet, onExpiry: OnExpiry, which: readonly Autonomy[] = autonomies): readonly Model[] {
  return which.map((autonomy) => modelOf(`${autonomy}: ${name}`, alphabet, onExpiry, { autonomy }));
}

/** The plans of two steps, and what people do beside them, with every autonomy; then what has no brief, or no model. */
export const models: readonly Model[] = [
  ...forEach("reading, writing, sending and asking", { ...nothingElse, plans: [readThenWrite, writeThenSend, askThenRead] }, "remind"),
  ...forEach("pauses, and tasks that are put aside", { ...nothingElse, pause: true, plans: [writeThenSend] }, "defer"),
  ...forEach("changes that are asked for", { ...nothingElse, change: true, plans: [readThenWrite] }, "abort", ["guardrails"]),
  ...forEach("plans that are changed by hand", { ...nothingElse, edit: true, plans: [writeThenSend] }, "abort", ["manual", "guardrails"]),
  ...forEach("words beside the work", { ...nothingElse, say: true, plans: [askThenRead] }, "abort", ["full"]),
  ...forEach("work that is delegated", { ...nothingElse, plans: [delegateThenRead] }, "abort"),
  modelOf("a light request", { ...nothingElse, pause: true, plans: [] }, "remind", { light: true }),
  modelOf("a recipe", { ...nothingElse, pause: true, plans: [readThenWrite] }, "remind", { procedure }),
  modelOf("a recipe without a model", { ...nothingElse, say: true, edit: true, plans: [writeThenSend] }, "defer", { procedure }, false),
];
