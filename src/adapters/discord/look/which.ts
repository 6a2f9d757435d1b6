import type { OpenTask } from "../../adapter.ts";
import { sayWhich } from "../../spoken.ts";
import { limits } from "../limits.ts";
import type { DiscordContent } from "./content.ts";
import { button, row } from "./element.ts";
import { renderWords } from "./words.ts";

/** So many tasks can be chosen: four rows. The others are named by their number. */
const mostTasks = 4 * limits.rowButtons;

/** Asks for which task a message is: a button for each, which carries both. */
export function renderWhich(message: string, among: readonly OpenTask[]): DiscordContent {
  const { components, mentions } = renderWords(sayWhich(among));
  const buttons = among
    .slice(-mostTasks)
    .map(({ id, number, title }) => button({ does: "mean", task: id, message }, `#${number} ${title}`));
  const rows = Array.from({ length: Math.ceil(buttons.length / limits.rowButtons) }, (_, at) =>
    row(...buttons.slice(at * limits.rowButtons, (at + 1) * limits.rowButtons)),
  );
  return { components: [...components, ...rows], mentions };
}
