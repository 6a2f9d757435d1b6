import { z } from "zod";

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

/** A schema as data: JSON Schema, with the leniency its fields declared. */
export type Shape = z.core.JSONSchema.JSONSchema & { readonly leniency?: Leniency };

const known = new WeakMap<z.ZodType, Shape>();

/** The shape a value must have to be read by the schema; made once per schema. */
export function shapeOf(schema: z.ZodType): Shape {
  const found = known.get(schema);
  if (found) return found;
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  known.set(schema, shape);
  return shape;
}

/** A nested schema as a shape; `true`, `false` and lists of schemas allow nothing to be said. */
export function innerShape(inner: z.core.JSONSchema._JSONSchema | z.core.JSONSchema._JSONSchema[] | undefined): Shape {
  return typeof inner === "object" && !Array.isArray(inner) ? inner : {};
}

/** The shapes a value may have one of, or null when there is only one. Zod writes a plain nullable as a list of types. */
export function variantsOf(shape: Shape): readonly Shape[] | null {
  const { type, ...rest } = shape;
  return shape.anyOf ?? shape.oneOf ?? (Array.isArray(type) ? type.map((one) => ({ ...rest, type: one })) : null);
}
