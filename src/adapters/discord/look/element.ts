import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIComponentInMessageActionRow,
  APISeparatorComponent,
  APIStringSelectComponent,
  APITextDisplayComponent,
} from "discord.js";
import { oneLine } from "../../wording/line.ts";
import { type Act, customId, selectId } from "../action.ts";
import { limits } from "../limits.ts";

/** A row of a message: up to five buttons, or one list. */
export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The bar beside a message says at a glance how it stands: asks for somebody, works, is done, went wrong, is over. */
export const accents = { asks: 0xf0b232, works: 0x5865f2, done: 0x23a55a, failed: 0xf23f43, over: 0x80848e } as const;
export type Accent = keyof typeof accents;

const styles = { plain: 2, good: 3, main: 1, danger: 4 } as const;

/** A text in Discord's Markdown, already escaped. */
export function textDisplay(markdown: string): APITextDisplayComponent {
  return { type: 10, content: markdown };
}

/** A thin line, before what belongs to the whole. */
export const separator: APISeparatorComponent = { type: 14, divider: true, spacing: 1 };

/** A button that carries what it means. Its label is no Markdown. */
export function button(act: Act, label: string, style: keyof typeof styles = "plain"): APIButtonComponentWithCustomId {
  return { type: 2, style: styles[style], label: oneLine(label, limits.button) || "…", custom_id: customId(act) };
}

/** Buttons beside each other. */
export function row(...buttons: readonly APIButtonComponentWithCustomId[]): Row {
  return { type: 1, components: buttons.slice(0, limits.rowButtons) };
}

/** A list to choose one of; what does not fit into it can be said in words. */
export function selectRow(task: string, question: string, labels: readonly string[]): Row {
  const list: APIStringSelectComponent = {
    type: 3,
    custom_id: selectId(task, question),
    placeholder: "Choose one",
    options: options(labels, limits.selectOptions),
  };
  return { type: 1, components: [list] };
}

/** Choices by their place. */
export function options(labels: readonly string[], most: number): { label: string; value: string }[] {
  return labels.slice(0, most).map((label, place) => ({ label: oneLine(label, limits.option) || `${place + 1}`, value: `${place}` }));
}
