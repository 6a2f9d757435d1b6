import type { Shape } from "./shape.ts";

/** What a field allows the lenient reader beyond its general rules; declared beside the field it is about. */
export type Leniency = {
  /** Other words for one of the field's own (product: 2.3: the `plan` kind is read as `draft`). */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Text is split into program and arguments without a shell. */
  readonly split?: boolean;
  /** Elements beyond the allowed number are dropped. */
  readonly cut?: boolean;
  /** The field's shape is told by what stands beside it under `key`. */
  readonly shapedBy?: { readonly key: string; readonly shapes: Readonly<Record<string, Shape>> };
};

/** Wraps rules for a schema's `.meta()`, from where they reach its shape. */
export function leniently(rules: Leniency): { readonly leniency: Leniency } {
  return { leniency: rules };
}
