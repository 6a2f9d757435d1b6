import { usedNothing } from "../domain/budget.ts";
import type { Task } from "../domain/task.ts";
import { type ModelMind, thinkByModel, triageByModel } from "./model-thinker.ts";
import { environmentByRecipe, explainMissingModel, type RecipeBook, thinkByRecipe, triageByRecipe } from "./recipe-thinker.ts";
import { stepThinking } from "./step-thinking.ts";
import type { Answer, Thinker } from "./thinker.ts";

/** Recipes answer for the tasks they started, the model (null: none is configured) for all others. */
export function createThinker(book: RecipeBook, mind: ModelMind | null): Thinker {
  return {
    hasModel: mind !== null,
    triage: async (conversation, transcript, signal) => {
      const text = conversation.triaging?.text ?? "";
      const recipe = triageByRecipe(book, text, conversation);
      if (recipe) return { result: { ok: true, value: recipe }, usage: usedNothing };
      return mind ? triageByModel(mind, transcript, signal) : missing(text, book);
    },
    think: (thinking, task, transcript, signal) => {
      const recited =
        task.procedure !== null && (thinking.purpose === "triage" || thinking.purpose === "brief" || thinking.purpose === "plan");
      if (recited) return thinkByRecipe(book, thinking, task);
      return mind ? thinkByModel(mind, thinking, task, transcript, signal) : Promise.resolve(missing(task.request, book));
    },
    forStep: (task, transcript, signal) => (mind ? stepThinking(mind, task, transcript, signal) : null),
    environmentOf: (task: Task) => environmentByRecipe(book, task),
  };
}

function missing<T>(text: string, { procedures }: RecipeBook): Answer<T> {
  return { result: { ok: false, fault: explainMissingModel(text, procedures) }, usage: usedNothing };
}
