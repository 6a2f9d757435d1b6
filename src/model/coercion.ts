import { splitCommand } from "./command-line.ts";
import { innerShape, type Shape, variantsOf } from "./shape.ts";

/**
 * Brings a value closer to the shape it should have, by rules that cannot change its meaning (product: 2.3): null →
 * default, numbers and booleans → text, a bare value → a list of one, a command string → argv, other spellings of a
 * known word or field → that word or field. Whatever fits no rule is left for the schema to refuse.
 */
export function coerce(value: unknown, shape: Shape): unknown {
  const variants = variantsOf(shape);
  if (variants) return coerceVariant(value, variants);
  if (value === null || value === undefined) return absent(shape);
  switch (shape.type) {
    case "object":
      return coerceObject(value, shape);
    case "array":
      return coerceList(value, shape);
    case "string":
      return coerceText(value, shape);
    case "number":
    case "integer":
      return readNumber(value);
    case "boolean":
      return readBoolean(value);
    default:
      return value;
  }
}

/** What stands for nothing: the declared default, an empty list, text or object; null where none of them is possible. */
function absent(shape: Shape): unknown {
  if (shape.default !== undefined) return shape.default;
  if (shape.type === "array") return [];
  if (shape.type === "object" && shape.properties) return coerceObject({}, shape);
  return shape.type === "string" && !shape.enum && shape.const === undefined ? "" : null;
}

/** Nothing, or no words, where nothing is allowed is nothing. Variants told apart by a fixed word are chosen by it. */
function coerceVariant(value: unknown, variants: readonly Shape[]): unknown {
  const some = variants.filter((variant) => variant.type !== "null");
  const isNothing = value === null || value === undefined || (typeof value === "string" && value.trim() === "");
  if (isNothing && some.length < variants.length) return null;
  const chosen = some.length === 1 ? some[0] : some.find((variant) => isTold(value, variant));
  return chosen ? coerce(value, chosen) : value;
}

function isTold(value: unknown, variant: Shape): boolean {
  const words = Object.entries(variant.properties ?? {}).filter(([, inner]) => innerShape(inner).const !== undefined);
  return (
    isRecord(value) &&
    words.length > 0 &&
    words.every(([key, inner]) => coerceText(value[key], innerShape(inner)) === innerShape(inner).const)
  );
}

function coerceObject(value: unknown, shape: Shape): unknown {
  const given = typeof value === "string" ? parseObject(value) : value;
  if (!isRecord(given) || !shape.properties) return given;
  const spellings = new Map(Object.keys(given).map((key) => [bare(key), key]));
  const read: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(shape.properties)) {
    const named = given[Object.hasOwn(given, key) ? key : (spellings.get(bare(key)) ?? key)];
    if ((named ?? null) !== null || isWanted(key, shape)) read[key] = coerce(named, fieldShape(innerShape(inner), read));
  }
  return read;
}

/** Fields that must be there, or have something to stand in for them. */
function isWanted(key: string, shape: Shape): boolean {
  return shape.required?.includes(key) === true || innerShape(shape.properties?.[key]).default !== undefined;
}

/** A field whose shape depends on a sibling, which stands before it in the schema. */
function fieldShape(shape: Shape, siblings: Readonly<Record<string, unknown>>): Shape {
  const told = shape.leniency?.shapedBy;
  if (!told) return shape;
  const word = siblings[told.key];
  return typeof word === "string" && Object.hasOwn(told.shapes, word) ? (told.shapes[word] ?? {}) : {};
}

function coerceList(value: unknown, shape: Shape): unknown {
  const elements = elementsOf(value, shape);
  const kept = shape.leniency?.cut ? elements.slice(0, shape.maxItems) : elements;
  return kept.map((element) => coerce(element, innerShape(shape.items)));
}

function elementsOf(value: unknown, shape: Shape): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string") return [value];
  if (value.trim() === "") return [];
  return shape.leniency?.split ? splitCommand(value) : [value];
}

function coerceText(value: unknown, shape: Shape): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const words = shape.const === undefined ? shape.enum : [shape.const];
  if (typeof value !== "string" || !words) return value;
  const aliases = new Map(Object.entries(shape.leniency?.aliases ?? {}));
  const plain = bare(value);
  return words.find((word) => typeof word === "string" && bare(word) === plain) ?? aliases.get(plain) ?? value;
}

function readNumber(value: unknown): unknown {
  return typeof value === "string" && /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(value) ? Number(value) : value;
}

function readBoolean(value: unknown): unknown {
  const word = typeof value === "string" ? value.trim().toLowerCase() : null;
  return word === "true" || word === "false" ? word === "true" : value;
}

/** An object that came as text; anything else stays as it is. */
function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : text;
  } catch {
    return text;
  }
}

/** A name without what spellings differ in: `depends_on`, `Depends On` and `dependsOn` are one. */
function bare(name: string): string {
  return name.replace(/[\s_-]/g, "").toLowerCase();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
