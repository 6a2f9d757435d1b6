import { z } from "zod";
import { forSlack } from "../../../outbound/markup.ts";
import { markupOf } from "./whom.ts";

/** A block of which only its type is known. */
export type Block = { readonly type: string; readonly text?: unknown; readonly elements?: unknown };

/** So much fits into one section, with some room. */
const most = 2_800;

const Inner = z.object({
  type: z.string(),
  text: z.string().optional(),
  user_id: z.string().optional(),
  usergroup_id: z.string().optional(),
});
const Rich = z.object({ elements: z.array(z.object({ type: z.string(), elements: z.array(Inner) })) });
const Card = z.object({ title: z.string(), status: z.string(), details: z.unknown().optional(), output: z.unknown().optional() });
const Plan = z.object({ title: z.string(), tasks: z.array(Card) });
const Section = z.object({ text: z.object({ text: z.string() }) });
const Context = z.object({ elements: z.array(z.object({ text: z.string() })) });

/** The same in blocks that there have always been, for an endpoint that does not take the newer ones. */
export function plainBlocks(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block): readonly Block[] => {
    switch (block.type) {
      case "rich_text":
        return Rich.parse(block).elements.flatMap((element) => {
          const text = element.elements.map(markupIn).join("");
          return element.type === "rich_text_preformatted" ? chunksOf(text, "```\n", "\n```") : chunksOf(text);
        });
      case "plan":
        return planSections(Plan.parse(block));
      case "section":
        return [section(Section.parse(block).text.text)];
      case "context":
        return [{ type: "context", elements: Context.parse(block).elements.map(({ text }) => ({ type: "mrkdwn", text, verbatim: true })) }];
      default:
        return [block];
    }
  });
}

const marks: Readonly<Record<string, string>> = { complete: "✓", error: "✗", in_progress: "▸", pending: "·" };

function planSections({ title, tasks }: z.output<typeof Plan>): readonly Block[] {
  const lines = tasks.map(({ title: step, status, details, output }) => {
    const said = [details, output].flatMap((one) => Rich.safeParse(one).data?.elements ?? []).map(({ elements }) => textOf(elements));
    return `${marks[status] ?? "·"} ${[step, ...said].join(" — ")}`;
  });
  return chunksOf(forSlack([title, ...lines].join("\n")));
}

function markupIn({ text = "", user_id, usergroup_id }: z.output<typeof Inner>): string {
  if (user_id !== undefined) return markupOf({ user: user_id });
  return usergroup_id === undefined ? forSlack(text) : markupOf({ group: usergroup_id });
}

function textOf(elements: readonly z.output<typeof Inner>[]): string {
  return elements.map(({ text = "" }) => text).join("");
}

function section(text: string): Block {
  return { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
}

/** One that fits stays as it is; entities of six characters make no more of the others than fits. */
function cutLine(line: string): readonly string[] {
  return line.length <= most ? [line] : (line.match(/(?:&\w+;|.){1,400}/gsu) ?? []);
}

/** Cut at line breaks as far as possible, never inside an entity. */
function chunksOf(text: string, before = "", after = ""): readonly Block[] {
  const chunks: string[] = [];
  for (const line of text.split("\n").flatMap(cutLine)) {
    const last = chunks.at(-1);
    if (last === undefined || last.length + line.length + 1 > most) chunks.push(line);
    else chunks[chunks.length - 1] = `${last}\n${line}`;
  }
  return chunks.filter((chunk) => chunk.trim() !== "").map((chunk) => section(before + chunk + after));
}
