import type { KnownBlock, View } from "@slack/types";

/**
 * Slack's published limits (docs.slack.dev/reference/block-kit), written down once more and without a look at the renderer: what
 * is wrong with blocks, each as a line. `called` are the only mentions that may be in them.
 */
export function contentFaults(
  { text, blocks }: { readonly text: string; readonly blocks: readonly KnownBlock[] },
  called: readonly string[],
): string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(blocks)).length;
  return [
    ...(text.length < 1 || text.length > 4_000 ? [`text of ${text.length}`] : []),
    ...markupFaults(text, called),
    ...(blocks.length < 1 || blocks.length > 50 ? [`${blocks.length} blocks`] : []),
    ...(bytes > 12_000 ? [`blocks of ${bytes} bytes`] : []),
    ...blocks.flatMap((block) => blockFaults(block, called)),
    ...uniqueFaults(blocks),
  ];
}

/** The same of a view. */
export function viewFaults(view: View): string[] {
  const { blocks, private_metadata = "" } = view;
  const titles = view.type === "modal" ? [view.title, view.submit, view.close].flatMap((one) => plainFaults(one, 24)) : [];
  const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
  return [
    ...titles,
    ...(blocks.length < 1 || blocks.length > 100 ? [`${blocks.length} blocks`] : []),
    ...(new Set(ids).size < ids.length ? ["block ids repeat"] : []),
    ...(/^([a-z]{3}_\w+)?$/.test(private_metadata) ? [] : ["metadata that is more than an id"]),
    ...blocks.flatMap((block) => blockFaults(block, [])),
  ];
}

type Loose = Readonly<Record<string, unknown>>;

function blockFaults(block: object, called: readonly string[]): string[] {
  const { type, text, elements, accessory, element, label, hint, tasks, title } = block as Loose;
  switch (type) {
    case "section":
      return [...mrkdwnFaults(text, called, 3_000), ...(accessory ? elementFaults(accessory) : [])];
    case "header":
      return plainFaults(text, 150);
    case "context":
      return [...countFaults(elements, 10), ...list(elements).flatMap((one) => mrkdwnFaults(one, called, 2_000))];
    case "actions": {
      const ids = list(elements).map((one) => (one as Loose)["action_id"]);
      return [
        ...countFaults(elements, 25),
        ...(new Set(ids).size < ids.length ? ["action ids repeat"] : []),
        ...list(elements).flatMap(elementFaults),
      ];
    }
    case "input":
      return [...plainFaults(label, 2_000), ...(hint ? plainFaults(hint, 2_000) : []), ...elementFaults(element)];
    case "rich_text":
      return richTextFaults(block);
    case "plan":
      return [...bareFaults(title, 150), ...countFaults(tasks, 50), ...list(tasks).flatMap(taskFaults)];
    default:
      return [`a block ${String(type)}`];
  }
}

function elementFaults(element: unknown): string[] {
  const { type, text, value, confirm, options, placeholder, action_id, url = "", max_length = 1 } = element as Loose;
  const id = typeof action_id === "string" && /^[a-z]+(-\d+)?$/.test(action_id) ? [] : [`action id ${String(action_id)}`];
  switch (type) {
    case "button":
      return [
        ...id,
        ...plainFaults(text, 75),
        ...valueFaults(value, 2_000),
        ...(confirm ? confirmFaults(confirm) : []),
        ...(String(url).length > 3_000 ? ["url"] : []),
      ];
    case "static_select":
      return [...id, ...plainFaults(placeholder, 150), ...countFaults(options, 100), ...list(options).flatMap(optionFaults)];
    case "plain_text_input":
      return [...id, ...(Number(max_length) > 3_000 ? ["input too long"] : [])];
    default:
      return [`an element ${String(type)}`];
  }
}

function optionFaults(option: unknown): string[] {
  const { text, value } = option as Loose;
  return [...plainFaults(text, 75), ...valueFaults(value, 75)];
}

/** Ids, a place, and nothing of what people or models wrote. */
function valueFaults(value: unknown, max: number): string[] {
  const isIds = typeof value === "string" && value.length <= max && /^(open|[a-z]{3}_\w+(\/[a-z]{3}_\w+\/\d+)?)$/.test(value);
  return isIds ? [] : [`value ${String(value)}`];
}

function confirmFaults(confirm: unknown): string[] {
  const { title, text, confirm: yes, deny } = confirm as Loose;
  return [...plainFaults(title, 100), ...plainFaults(text, 300), ...plainFaults(yes, 30), ...plainFaults(deny, 30)];
}

/** Only texts: nothing in a rich text was written to be a link, a mention or an emoji. */
function richTextFaults(block: object): string[] {
  const { elements } = block as Loose;
  return list(elements).flatMap((element) => {
    const { type, elements: inner } = element as Loose;
    const kinds = type === "rich_text_section" || type === "rich_text_preformatted" ? [] : [`a rich ${String(type)}`];
    const texts = list(inner).flatMap((one) => {
      const { type: kind, text } = one as Loose;
      return kind === "text" && typeof text === "string" && text.length > 0 && text.isWellFormed()
        ? []
        : [`a rich ${String(kind)}: ${String(text)}`];
    });
    return [...kinds, ...texts, ...(list(inner).length === 0 ? ["an empty rich element"] : [])];
  });
}

function taskFaults(task: unknown): string[] {
  const { type, title, status, details, output } = task as Loose;
  const rich = [details, output].flatMap((one) =>
    one === undefined
      ? []
      : [
          ...richTextFaults(one as object),
          ...(list((one as Loose)["elements"]).length === 1 ? [] : ["more than one rich element in a task"]),
        ],
  );
  const known = ["pending", "in_progress", "complete", "error"].includes(String(status)) ? [] : [`status ${String(status)}`];
  return [...(type === "task_card" ? [] : ["not a task card"]), ...bareFaults(title, 150), ...known, ...rich];
}

function uniqueFaults(blocks: readonly KnownBlock[]): string[] {
  const ids = blocks.flatMap((block) => (block.type === "plan" ? (block.tasks ?? []).map((task) => task["task_id"]) : []));
  return new Set(ids).size < ids.length ? ["task ids repeat"] : [];
}

function mrkdwnFaults(object: unknown, called: readonly string[], max: number): string[] {
  const { type, text, verbatim } = (object ?? {}) as Loose;
  if (type !== "mrkdwn" || verbatim !== true || typeof text !== "string") return [`not verbatim markup: ${String(text)}`];
  return [...(text.length < 1 || text.length > max ? [`markup of ${text.length}`] : []), ...markupFaults(text, called)];
}

/** Every control character is escaped, but for those of the mentions that were asked for. */
function markupFaults(text: string, called: readonly string[]): string[] {
  const bare = called.reduce((rest, mention) => rest.replaceAll(mention, ""), text);
  return [
    ...(/[<>]/.test(bare) ? [`unescaped brackets: ${bare.slice(0, 200)}`] : []),
    ...(/&(?!amp;|lt;|gt;)/.test(bare) ? [`unescaped ampersand: ${bare.slice(0, 200)}`] : []),
    ...(text.isWellFormed() ? [] : ["half a character"]),
  ];
}

function plainFaults(object: unknown, max: number): string[] {
  const { type, text } = (object ?? {}) as Loose;
  if (type !== "plain_text" || typeof text !== "string") return ["not plain text"];
  return [...(text.length < 1 || text.length > max ? [`plain text of ${text.length}`] : []), ...markupFaults(text, [])];
}

function bareFaults(text: unknown, max: number): string[] {
  const fits = typeof text === "string" && text.length > 0 && text.length <= max && text.isWellFormed() && !/[<>\n]/.test(text);
  return fits ? [] : [`title ${String(text)}`];
}

function countFaults(items: unknown, max: number): string[] {
  const { length } = list(items);
  return length < 1 || length > max ? [`${length} elements`] : [];
}

function list(items: unknown): readonly unknown[] {
  return Array.isArray(items) ? items : [];
}
