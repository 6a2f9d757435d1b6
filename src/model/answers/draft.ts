import { z } from "zod";
import { document, said } from "./text.ts";

/** A written text; none is a failure, never a silent success (product: 2.3). */
export const DraftAnswer = z.object({ text: said(document()) });
export type DraftAnswer = z.infer<typeof DraftAnswer>;
