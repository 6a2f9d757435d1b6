/** Anything that survives a round through JSON: step inputs, answers of a model, audit bodies. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One text for equal values, however their keys are ordered: what digests and seals are made over. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return canonicalList(value.map(canonical));
  return canonicalRecord(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, canonical(one)])));
}

/** The canonical text of a list whose values have theirs already. */
export function canonicalList(texts: readonly string[]): string {
  return `[${texts.join(",")}]`;
}

/** The canonical text of an object whose values have theirs already. */
export function canonicalRecord(texts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}

/** Whether a value is a list: `Array.isArray` does not tell a readonly one from an object. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
