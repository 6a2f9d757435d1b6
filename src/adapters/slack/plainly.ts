import { z } from "zod";
import { type Block, plainBlocks } from "./blocks/plain.ts";
import type { Web } from "./web.ts";

const Blocks = z.array(z.looseObject({ type: z.string() }));

/** Blocks that are drawn with the newest types, and shown otherwise where those are not taken. */
const newer: ReadonlySet<string> = new Set(["rich_text", "plan"]);

/**
 * What is refused for its blocks is said once more in plain ones: rather less handsome than not at all. From then on a message with
 * those types of blocks is plain from the beginning. `note` is told once.
 */
export function speakPlainly(web: Web, note: (why: string) => void): Web {
  const refused = new Set<string>();
  const isRefused = ({ type }: Block) => refused.has(type);
  return {
    ...web,
    call: async (method, args, shape) => {
      const blocks = Blocks.safeParse(args["blocks"]).data ?? [];
      const sayPlainly = () => web.call(method, { ...args, blocks: plainBlocks(blocks) }, shape);
      if (blocks.some(isRefused)) return sayPlainly();
      const answer = await web.call(method, args, shape);
      const types = blocks.map(({ type }) => type).filter((type) => newer.has(type));
      if (answer.kind !== "refused" || !answer.why.startsWith("invalid_blocks") || types.length === 0) return answer;
      const again = await sayPlainly();
      if (again.kind !== "ok") return answer;
      if (refused.size === 0) note(answer.why);
      for (const type of types) refused.add(type);
      return again;
    },
  };
}
