import { usedNothing } from "../domain/budget.ts";
import type { Purse } from "../domain/purse.ts";
import { type ModelMind, thinkByModel, triageByModel } from "./model-thinker.ts";
import { environmentByRecipe, explainMissingModel, type RecipeBook, thinkByRecipe, triageByRecipe } from "./recipe-thinker.ts";
import { stepThinking } from "./step-thinking.ts";
import type { Answer, Thinker } from "./thinker.ts";

/**
 * Recipes answer for the tasks they started, the model (null: none is configured) for all others, paid from the purse of whoever asks. The book is opened anew
 * for each thought: a process that runs for weeks follows the recipes as they are now, like one that was just started.
 */
export function createThinker(openBook: () => Promise<RecipeBook>, openMind: ((purse: Purse) => ModelMind) | null): Thinker {
  return {
    hasModel: openMind !== null,
    triage: async (conversation, transcript, { purse, signal }) => {
      const text = conversation.triaging?.text ?? "";
      const book = await openBook();
      const recipe = triageByRecipe(book, text, conversation);
      if (recipe) return { result: { ok: true, value: recipe }, usage: usedNothing };
      return openMind ? triageByModel(openMind(purse), transcript, signal) : missing(text, book);
    },
    think: async (thinking, task, transcript, { purse, signal }) => {
      const { purpose } = thinking;
      const recited = task.procedure !== null && (purpose === "triage" || purpose === "brief" || purpose === "plan");
      if (recited) return thinkByRecipe(await openBook(), thinking, task);
      return openMind ? thinkByModel(openMind(purse), thinking, task, transcript, signal) : missing(task.request, await openBook());
    },
    forStep: (task, transcript, { purse, signal }) => (openMind ? stepThinking(openMind(purse), task, transcript, signal) : null),
    environmentOf: environmentByRecipe,
  };
}

function missing<T>(text: string, { procedures }: RecipeBook): Answer<T> {
  return { result: { ok: false, fault: explainMissingModel(text, procedures) }, usage: usedNothing };
}
