/** Deeper nesting than any answer has; it would only exhaust the stack of whoever walks it. */
const deepest = 100;

/** Values beyond these are not worth trying as the answer. */
const mostCandidates = 10;

/** Where a JSON object or list with content, or an empty one, can begin. Prose and code braces rarely look like it. */
const opening = /\{(?=\s*["}])|\[(?=\s*(?:["{[\]\d-]|true|false|null))/g;

/** Everything that matters between an opening and its end. */
const mark = /["\\{}[\]]/g;

/**
 * The outermost JSON objects and lists in a model's reply, longest first; fences, prose and a reasoning model's thoughts
 * around them are passed over (product: 2.3). A value that does not end, or is not JSON after all, is never searched for
 * smaller values: a piece of an answer is not the answer. Linear in the reply's length.
 */
export function findJson(reply: string): readonly unknown[] {
  const text = withoutThoughts(reply);
  const found: { readonly value: unknown; readonly length: number }[] = [];
  let from = 0;
  for (let start = startAfter(text, from); start !== null; start = startAfter(text, from)) {
    const end = endOf(text, start);
    if (end === null) break;
    const value = parse(text.slice(start, end));
    if (value !== undefined) found.push({ value, length: end - start });
    from = end;
  }
  return found
    .sort((a, b) => b.length - a.length)
    .slice(0, mostCandidates)
    .map((one) => one.value);
}

/** What follows the thoughts some models write ahead of their answer. */
function withoutThoughts(reply: string): string {
  const end = reply.trimStart().startsWith("<think>") ? reply.indexOf("</think>") : -1;
  return end < 0 ? reply : reply.slice(end);
}

function startAfter(text: string, from: number): number | null {
  opening.lastIndex = from;
  return opening.exec(text)?.index ?? null;
}

/** The place after the bracket that closes the one at `start`, or null when it stays open or nests too deep. Brackets in strings do not count. */
function endOf(text: string, start: number): number | null {
  let depth = 0;
  let inString = false;
  mark.lastIndex = start;
  for (let found = mark.exec(text)?.[0]; found !== undefined; found = mark.exec(text)?.[0]) {
    if (found === '"') inString = !inString;
    else if (found === "\\") mark.lastIndex += 1;
    else if (!inString) depth += found === "{" || found === "[" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
    if (depth > deepest) return null;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
