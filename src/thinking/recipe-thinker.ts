import { usedNothing } from "../domain/budget.ts";
import type { CheckCommand } from "../domain/check-command.ts";
import type { Conversation, Found } from "../domain/conversation.ts";
import type { Fault, FaultCode, Result } from "../domain/fault.ts";
import { Problem } from "../domain/problem.ts";
import type { Task, Thinking } from "../domain/task.ts";
import type { Thought } from "../domain/thought.ts";
import { briefProcedure } from "../procedures/brief.ts";
import { completeParameters, missingParameters, parameterEnvironment } from "../procedures/interview.ts";
import { closest, matchProcedure } from "../procedures/match.ts";
import { planProcedure } from "../procedures/plan.ts";
import type { Parameters, Procedure } from "../procedures/procedure.ts";
import type { Answer } from "./thinker.ts";

/** What recipes need besides the task. */
export type RecipeBook = {
  readonly procedures: readonly Procedure[];
  /** The project's own checks: those its space names, else those its manifests do. */
  readonly checksOf: (task: Task) => Promise<readonly CheckCommand[]>;
  readonly baseOf: (source: string | null) => Promise<string | null>;
};

/** The recipe a message asks for, or null. A parameter it does not have is told at once. */
export function triageByRecipe(book: RecipeBook, text: string, { setting }: Conversation): Found | null {
  const match = matchProcedure(text, book.procedures);
  if (!match) return null;
  const { procedure, parameters } = match;
  try {
    missingParameters(procedure, parameters);
  } catch (error) {
    if (error instanceof Problem) return { kind: "chat", reply: error.message };
    throw error;
  }
  const use = { name: procedure.name, digest: procedure.digest, pinned: procedure.pinned, parameters, headline: procedure.headline };
  return { kind: "procedure", title: procedure.name, use, workspace: setting.workspace ?? procedure.workspace };
}

/** What it can do without a model, and how to get one (conversations.md: no model configured). */
export function explainMissingModel(text: string, procedures: readonly Procedure[]): Fault {
  const near = closest(text, procedures);
  const all = procedures.map((one) => one.name).join(", ");
  const lines = [
    "I can run procedures, but free-form requests need a model, and none is configured (`OPENAI_BASE_URL` and `ADJUTANT_MODEL`, see `adjutant doctor`).",
    near ? `Close to what you asked: ${near.name} — ${near.purpose} Say \`run ${near.name}\`. All: ${all}` : `What I can run: ${all}`,
  ];
  return { code: "model_missing", message: lines.join("\n"), transient: false };
}

/** A recipe's thought for one of its tasks. */
export async function thinkByRecipe(book: RecipeBook, thinking: Thinking, task: Task): Promise<Answer<Thought>> {
  const result = await withProcedure(book, task, (procedure, given) => recite(book, thinking, task, procedure, given));
  return { result, usage: usedNothing };
}

/** Parameters of a procedure's task as environment, as they were when its plan was made; empty for other tasks. */
export function environmentByRecipe({ procedure }: Task): Readonly<Record<string, string>> {
  return procedure ? parameterEnvironment(procedure.parameters) : {};
}

function changedWords({ procedure }: Task): string {
  return `The procedure ${procedure?.name ?? ""} has changed or is gone since this task began; ask again.`;
}

type Recited = Result<Thought> | Promise<Result<Thought>>;

function recite(book: RecipeBook, { purpose }: Thinking, task: Task, procedure: Procedure, given: Parameters): Recited {
  switch (purpose) {
    case "triage":
      return { ok: true, value: { purpose, value: reviewParameters(procedure, given) } };
    case "brief":
      return { ok: true, value: { purpose, value: briefProcedure(procedure, given) } };
    case "plan":
      return planByRecipe(book, task, procedure, given);
    default:
      return broken("model_missing", `${procedure.name} runs without a model, and "${purpose}" needs one.`);
  }
}

function reviewParameters(procedure: Procedure, given: Parameters) {
  const questions = missingParameters(procedure, given).map(({ topic, text, choices, why }) => ({ id: topic, text, choices, why }));
  const clear = questions.length === 0 ? 1 : 0;
  return { clarity: { goal: clear, constraints: clear, success: clear }, questions };
}

async function planByRecipe(book: RecipeBook, task: Task, procedure: Procedure, given: Parameters): Promise<Result<Thought>> {
  const planned = planProcedure(procedure, given, await book.checksOf(task));
  if (!planned.ok) return planned;
  const { reason, steps } = planned.value;
  const by = `${procedure.name}@${procedure.digest.slice(0, 12)}`;
  return {
    ok: true,
    value: {
      purpose: "plan",
      value: { reason, steps, base: await book.baseOf(task.place.source), parameters: completeParameters(procedure, given), by },
    },
  };
}

/** What the request named, and what was answered since; the last answer to a parameter counts. A plan froze them, until one is set. */
function givenOf(task: Task): Parameters {
  if (task.plan) return { ...task.procedure?.parameters };
  const answered = task.interview.questions.flatMap((one) =>
    one.step === null && one.answer !== null ? [[one.topic, one.answer] as const] : [],
  );
  return { ...task.procedure?.parameters, ...Object.fromEntries(answered) };
}

function procedureOf(book: RecipeBook, { procedure: use }: Task): Procedure | undefined {
  return book.procedures.find((one) => one.name === use?.name && one.digest === use.digest);
}

async function withProcedure(
  book: RecipeBook,
  task: Task,
  work: (procedure: Procedure, given: Parameters) => Recited,
): Promise<Result<Thought>> {
  const procedure = procedureOf(book, task);
  if (!procedure) return broken("procedure_broken", changedWords(task));
  try {
    return await work(procedure, givenOf(task));
  } catch (error) {
    if (error instanceof Problem) return broken("procedure_broken", error.message);
    throw error;
  }
}

function broken(code: FaultCode, message: string): Result<Thought> {
  return { ok: false, fault: { code, message, transient: false } };
}
