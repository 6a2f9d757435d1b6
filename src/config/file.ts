import { readFileSync } from "node:fs";
import { type Document, isMap, LineCounter, type Node, type ParsedNode, parseDocument, type YAMLParseError } from "yaml";
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
 * Reads the file's text. All that is wrong becomes one Problem, a line for each thing: `path:line: key: expected …, got …. Cure.`
 * `also` looks at what single fields cannot know.
 */
export function parseConfigFile(text: string, shown: string, also: (file: ConfigFile) => readonly FileIssue[]): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) throw new Problem("config", document.errors.map((error) => brokenWords(error, shown)).join("\n"));
  const result = ConfigFile.safeParse(toValue(document, shown) ?? {});
  const issues = result.success ? also(result.data) : result.error.issues.flatMap(issuesOf);
  if (result.success && issues.length === 0) return result.data;
  throw new Problem("config", sayAll(issues, { document, lines }, shown));
}

function toValue(document: Document.Parsed<ParsedNode>, shown: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw problem(`${shown}:1: not readable as YAML: its aliases do not resolve. Write the values out.`, cause);
  }
}

function brokenWords({ linePos, message }: YAMLParseError, shown: string): string {
  const line = linePos?.[0].line ?? 1;
  return `${shown}:${line}: not readable as YAML: ${message.split(/ at line |\n/)[0]}. Look at indentation and quotes there.`;
}

/** Keys that are none come together, a line of the message for each. */
function issuesOf(issue: z.core.$ZodIssue): readonly FileIssue[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  const messages = issue.message.split("\n");
  return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? issue.message }));
}

function sayAll(issues: readonly FileIssue[], parsed: Parsed, shown: string): string {
  const placed = issues.map((issue) => ({ ...issue, ...placeOf(issue.path, parsed) }));
  // A key that is missing comes last: a misspelt one is more to the point.
  const sorted = placed.sort((a, b) => Number(a.missing) - Number(b.missing) || a.line - b.line);
  return sorted.map(({ path, line, message }) => `${shown}:${line}: ${nameOf(path)}${message}`).join("\n");
}

function nameOf(path: FileIssue["path"]): string {
  const key = path.map((part, index) => (typeof part === "number" ? `[${part + 1}]` : `${index === 0 ? "" : "."}${part}`)).join("");
  return key === "" ? "" : `${key}: `;
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
