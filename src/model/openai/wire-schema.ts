import type { z } from "zod";
import { innerShape, type Shape, shapeOf, variantsOf } from "../shape.ts";

/** What a server's strict mode understands everywhere; bounds and patterns are refused by some and checked by us anyway. */
const kept = new Set(["type", "enum", "const", "description"]);

/** An answer's schema for `response_format`: every field required, nothing else allowed, unions as `anyOf` (platforms.md §5). */
export function answerSchema(schema: z.ZodType): Record<string, unknown> {
  return strict(shapeOf(schema));
}

/** A tool's input as its declared parameters. Not strict: optional arguments stay optional. */
export function parametersSchema(input: z.ZodType): Record<string, unknown> {
  const { leniency: _, ...shape } = shapeOf(input);
  return shape;
}

function strict(shape: Shape): Record<string, unknown> {
  const told = shape.leniency?.shapedBy;
  if (told) return { anyOf: distinct(Object.values(told.shapes).map(strict)) };
  const variants = variantsOf(shape);
  if (variants) return { anyOf: variants.map(strict) };
  const plain = Object.fromEntries(Object.entries(shape).filter(([key]) => kept.has(key)));
  if (shape.type === "array") return { ...plain, items: strict(innerShape(shape.items)) };
  return shape.type === "object" ? strictObject(shape, plain) : plain;
}

/** Strict mode knows no open objects: theirs is a text that holds one, which the lenient reader opens. */
function strictObject({ properties }: Shape, plain: Record<string, unknown>): Record<string, unknown> {
  if (!properties) return { type: "string", description: "a JSON object, written as text" };
  const fields = Object.entries(properties).map(([key, inner]) => [key, strict(innerShape(inner))] as const);
  return { ...plain, properties: Object.fromEntries(fields), required: fields.map(([key]) => key), additionalProperties: false };
}

/** Kinds that share an input (`execute` and `test`) need it only once. */
function distinct(schemas: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}
