/**
 * Git's way to write a path on a line: plain, or quoted with octal bytes. Any name a step can invent survives it, though our
 * pipes carry UTF-8 text only.
 */
export function quotePath(path: Buffer): string {
  const bytes = [...path].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte),
  );
  return `"${bytes.join("")}"`;
}

const named: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 0x22, "\\": 0x5c };

/** The path behind what `quotePath` or git wrote. */
export function unquotePath(line: string): Buffer {
  if (!line.startsWith('"')) return Buffer.from(line);
  const bytes = [...line.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\])/g)].map(([, octal, escaped, plain]) => {
    if (octal !== undefined) return Number.parseInt(octal, 8);
    return escaped === undefined ? (plain ?? "").charCodeAt(0) : (named[escaped] ?? escaped.charCodeAt(0));
  });
  return Buffer.from(bytes);
}
