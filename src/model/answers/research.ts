import { z } from "zod";
import { line, prose, said } from "./text.ts";

const Source = z.object({ kind: line(), ref: line(), quote: prose() });

/** An answer with what it rests on (model.md: research). */
export const ResearchAnswer = z.object({ answer: said(prose()), sources: z.array(Source) });
export type ResearchAnswer = z.infer<typeof ResearchAnswer>;
