import { readMarkdown } from "./markdown.ts";

type Loose = Readonly<Record<string, unknown>>;

/** A message as somebody sees it, for snapshots: buttons in brackets, `?` behind one that asks first, the accent first. */
export function show({ components }: { readonly components: readonly unknown[] }): string {
  return components.map((one) => showOne(one as Loose)).join("\n");
}

/** All its words as they are read. */
export function wordsOf({ components }: { readonly components: readonly unknown[] }): string {
  return components
    .flatMap((one): string[] => {
      const { type, content, components: inner } = one as Loose;
      return type === 10 ? [readMarkdown(String(content), []).shown] : [wordsOf({ components: Array.isArray(inner) ? inner : [] })];
    })
    .join("\n");
}

function showOne(one: Loose): string {
  const { type, content, components, accent_color, accessory, file, label, description, component } = one;
  const inner = () => show({ components: Array.isArray(components) ? components : [] });
  switch (type) {
    case 1:
      return (components as Loose[]).map(showElement).join(" ");
    case 9:
      return `${inner()}  ${showElement(accessory as Loose)}`;
    case 10:
      return String(content);
    case 13:
      return `<${String((file as Loose)["url"])}>`;
    case 14:
      return "----";
    case 17:
      return `| ${Number(accent_color).toString(16)}\n${inner()}`;
    case 18:
      return `${String(label)}${description === undefined ? "" : ` (${String(description)})`}: ${showElement(component as Loose)}`;
    default:
      return `component ${String(type)}`;
  }
}

function showElement({ type, label, custom_id, options, max_values }: Loose): string {
  if (type === 2) return `[${String(label)}${String(custom_id).startsWith("ask-") ? "?" : ""}]`;
  if (type === 19) return `[up to ${String(max_values)} files]`;
  if (!Array.isArray(options)) return "[______]";
  const labels = options.map((one: Loose) => String(one["label"])).join(" | ");
  return type === 3 ? `[choose: ${labels}]` : `(${labels})`;
}
