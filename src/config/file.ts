import { readFileSync } from "node:fs";
import { type Document, isMap, LineCounter, type Node, type ParsedNode, parseDocument } from "yaml";
import type { z } from "zod";
import { Problem } from "../domain/problem.ts";
import { ConfigFile } from "./file-schema.ts";

/** One thing that is wrong in the file, at its key. */
export type FileIssue = { readonly path: readonly (string | number)[]; readonly message: string };

type Parsed = { readonly document: Document.Parsed<ParsedNode>; readonly lines: LineCounter };

/** The text of the file, or null when there is none. `named` says that somebody asked for this very file. */
export function readConfigText(path: string, shown: string, named: boolean): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT" && !named) return null;
    const why =
      code === "ENOENT"
        ? "no such file. Write it, or unset ADJUTANT_CONFIG."
        : `cannot be read (${code}). Make it a file that this account may read.`;
    throw problem(`${shown}: ${why}`, cause);
  }
}

/**
 * Reads the file's text. The first thing that is wrong becomes a Problem in one line: `path:line: key: expected …, got …. Cure.`
 * `also` looks at what single fields cannot know.
 */
export function parseConfigFile(text: string, shown: string, also: (file: ConfigFile) => readonly FileIssue[]): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1;
    throw new Problem(
      "config",
      `${shown}:${line}: not readable as YAML: ${broken.message.split(/ at line |\n/)[0]}. Look at indentation and quotes there.`,
    );
  }
  const result = ConfigFile.safeParse(toValue(document, shown) ?? {});
  const issues = result.success ? also(result.data) : result.error.issues.map(issueOf);
  if (result.success && issues.length === 0) return result.data;
  throw new Problem("config", firstOf(issues, { document, lines }, shown));
}

function toValue(document: Document.Parsed<ParsedNode>, shown: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw problem(`${shown}:1: not readable as YAML: its aliases do not resolve. Write the values out.`, cause);
  }
}

function issueOf(issue: z.core.$ZodIssue): FileIssue {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const key = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return { path: [...path, ...key], message: issue.message };
}

function firstOf(issues: readonly FileIssue[], parsed: Parsed, shown: string): string {
  const placed = issues.map((issue) => ({ ...issue, ...placeOf(issue.path, parsed) }));
  // A key that is missing comes last: a misspelt one is more to the point.
  const [first] = placed.sort((a, b) => Number(a.missing) - Number(b.missing) || a.line - b.line);
  if (first === undefined) return `${shown}: not readable.`;
  const key = first.path.map((part, index) => (typeof part === "number" ? `[${part + 1}]` : `${index === 0 ? "" : "."}${part}`)).join("");
  return `${shown}:${first.line}: ${key === "" ? "" : `${key}: `}${first.message}`;
}

/** The line of a key, or of the nearest one around it that is there. */
function placeOf(path: readonly (string | number)[], { document, lines }: Parsed): { readonly line: number; readonly missing: boolean } {
  let line = 1;
  let node: Node | null = document.contents;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(part)) : undefined;
    const child: unknown = pair?.value ?? (node !== null && "get" in node ? node.get(part, true) : null);
    const at = startOf(pair?.key) ?? startOf(child);
    if (at === null) return { line, missing: true };
    line = lines.linePos(at).line;
    node = isNode(child) ? child : null;
  }
  return { line, missing: false };
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}

function problem(message: string, cause: unknown): Problem {
  return new Problem("config", message, cause);
}
