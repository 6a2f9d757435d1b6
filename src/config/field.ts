import { z } from "zod";

/** Marks the sentences we write ourselves: "expected …, got …. Cure." */
export type Field<T> = z.ZodType<T>;

/** One value of the configuration file: what is expected, in words, and what to write instead of what was found. */
export function field<T>(expected: string, accepts: (value: unknown) => value is T, cure: (value: unknown) => string): Field<T> {
  return z.custom<T>(accepts, { error: (issue) => `expected ${expected}, got ${show(issue.input)}. ${cure(issue.input)}` });
}

/** A value as it stands in the file, short enough for a line. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** A number, whole or not, within bounds. */
export function number(expected: string, example: number, { min = 0, max = Number.POSITIVE_INFINITY, whole = false } = {}): Field<number> {
  const accepts = (value: unknown): value is number =>
    typeof value === "number" && Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
  return field(expected, accepts, (value) => {
    const meant = typeof value === "string" ? Number.parseFloat(value) : Number.NaN;
    return `Write ${accepts(meant) ? meant : example}.`;
  });
}

/** One of a few words. */
export function choice<T extends string>(words: readonly T[]): Field<T> {
  const accepts = (value: unknown): value is T => words.some((word) => word === value);
  return field(
    `one of ${words.join(", ")}`,
    accepts,
    (value) => `Write ${(typeof value === "string" && closest(value, words)) || words[0]}.`,
  );
}

/** A text of a given shape. */
export function text(expected: string, example: string, shape: RegExp = /\S/): Field<string> {
  return field(
    expected,
    (value): value is string => typeof value === "string" && shape.test(value),
    () => `Write for example ${example}.`,
  );
}

export function flag(expected: string): Field<boolean> {
  return field(
    expected,
    (value): value is boolean => typeof value === "boolean",
    (value) => `Write ${/^(yes|on|y|1)$/i.test(String(value)) ? "true" : "false"}.`,
  );
}

/** The address of a server, without credentials. */
export function webAddress(expected: string, example: string): Field<string> {
  return field(expected, isWebAddress, () => `Write for example ${example}.`);
}

export function isWebAddress(value: unknown): value is string {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "";
}

/** A group of keys, each with its field; each key that is none of them is a line of the error, with the nearest one named. */
export function group<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys")
        return `expected a group of ${known.join(", ")}, got ${show(issue.input)}. Write one key: value a line below it.`;
      return issue.keys.map((key) => `expected one of ${known.join(", ")}, got ${key}. ${cureOf(key, known)}`).join("\n");
    },
  });
}

function cureOf(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  return near === null ? "Remove it." : `Did you mean ${near}?`;
}

/** A list, one item a line. */
export function list<T extends z.ZodType>(item: T, example: string) {
  return z.array(item, { error: (issue) => `expected a list, got ${show(issue.input)}. Write [${example}].` });
}

/** The word that was probably meant: at most a third of its letters differ. Null when none comes near. */
function closest<T extends string>(said: string, words: readonly T[]): T | null {
  const ranked = words.map((word) => ({ word, distance: editDistance(said.toLowerCase(), word) })).sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, Math.ceil(best.word.length / 3)) ? best.word : null;
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (cells: readonly number[], index: number) => cells[index] ?? Number.POSITIVE_INFINITY;
      const replaced = at(above, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwapped(a, b, i, j) ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(above, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}

function isSwapped(a: string, b: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}
