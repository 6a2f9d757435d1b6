import type { KnownBlock, RichTextBlock } from "@slack/types";
import type { SlackContent } from "../../../src/adapters/slack/blocks/content.ts";

/** A message as somebody sees it, for snapshots: buttons in brackets, `?` behind one that asks first, small lines after `·`. */
export function show({ blocks }: Pick<SlackContent, "blocks">): string {
  return blocks.map(showBlock).join("\n");
}

function showBlock(block: KnownBlock): string {
  switch (block.type) {
    case "section":
      return `${block.text?.text ?? ""}${block.accessory ? `  ${showElement(block.accessory)}` : ""}`;
    case "header":
      return `## ${block.text.text}`;
    case "rich_text":
      return showRichText(block);
    case "context":
      return `· ${block.elements.map((one) => ("text" in one ? one.text : "")).join(" ")}`;
    case "actions":
      return block.elements.map(showElement).join(" ");
    case "input":
      return `${block.label.text}${block.hint ? ` (${block.hint.text})` : ""}: ${showElement(block.element)}`;
    case "plan":
      return [`= ${block.title}`, ...(block.tasks ?? []).map(showTask)].join("\n");
    default:
      return block.type;
  }
}

function showElement(element: object): string {
  if ("options" in element && Array.isArray(element.options)) {
    return `[choose: ${element.options.map((option: { text: { text: string } }) => option.text.text).join(" | ")}]`;
  }
  if (!("text" in element)) return "[______]";
  const { text } = element.text as { text: string };
  return `[${text}${"confirm" in element ? "?" : ""}${"url" in element ? " ↗" : ""}]`;
}

function showTask(task: object): string {
  const { title, status, details, output } = task as { title: string; status: string; details?: RichTextBlock; output?: RichTextBlock };
  const behind = [details, output].flatMap((one) => (one ? [showRichText(one)] : []));
  return `  (${status}) ${[title, ...behind].join(" | ")}`;
}

/** Bold in stars, code in backticks. */
function showRichText({ elements }: RichTextBlock): string {
  return elements
    .map((element) => {
      const texts = element.elements.flatMap((one) => ("text" in one ? [one] : []));
      if (element.type === "rich_text_preformatted") return `\`\`\`\n${texts.map(({ text }) => text).join("")}\n\`\`\``;
      return texts
        .map((one) => {
          const style = "style" in one ? one.style : undefined;
          return style?.code ? `\`${one.text}\`` : style?.bold ? `*${one.text}*` : one.text;
        })
        .join("");
    })
    .join("\n");
}
