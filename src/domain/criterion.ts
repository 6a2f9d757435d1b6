import type { Brief } from "./brief.ts";

/** What a criterion asks, in its own words: nobody outside has seen its id. */
export function textOf(id: string, brief: Brief | null): string {
  return brief?.criteria.find((one) => one.id === id)?.text ?? id;
}
