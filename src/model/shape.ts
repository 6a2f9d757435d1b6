import { z } from "zod";
import type { Leniency } from "./leniency.ts";

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
