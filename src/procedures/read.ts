import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { Kinds } from "../domain/kind.ts";
import { Problem } from "../domain/problem.ts";
import { isPinned, readPins } from "./pins.ts";
import { type KeyPath, type Procedure, ProcedureContent } from "./procedure.ts";
import { objectionsTo } from "./validation.ts";

/** A directory of recipes. Only those that come with Adjutant can be pinned. */
export type ProcedureDirectory = { readonly path: string; readonly bundled: boolean };

const bundled = fileURLToPath(new URL("../../procedures", import.meta.url));

/** Where recipes lie: the bundled ones, and an operator's own, which replace them by name. */
export function directoriesWith(own: string | null): readonly ProcedureDirectory[] {
  return [{ path: bundled, bundled: true }, ...(own === null ? [] : [{ path: own, bundled: false }])];
}

/**
 * All recipes of some directories, by name. A later directory replaces a recipe of an earlier one by its name, and the
 * replacement is never pinned. All that is wrong is one Problem, with a line for each thing: file, line, key and cure.
 */
export async function readProcedures(directories: readonly ProcedureDirectory[], kinds: Kinds): Promise<readonly Procedure[]> {
  const all = new Map<string, Procedure>();
  const wrong: string[] = [];
  for (const directory of directories) {
    for (const read of await readDirectory(directory, kinds)) {
      if (read.ok) all.set(read.procedure.name, read.procedure);
      else wrong.push(read.why);
    }
  }
  if (wrong.length > 0) throw new Problem("procedure", wrong.join("\n"));
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Read = { readonly ok: true; readonly procedure: Procedure } | { readonly ok: false; readonly why: string };

async function readDirectory({ path, bundled }: ProcedureDirectory, kinds: Kinds): Promise<readonly Read[]> {
  const files = (await namesIn(path)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const pins = bundled ? await readPins(path) : {};
  return Promise.all(
    files.map(async (name): Promise<Read> => {
      const file = join(path, name);
      const bytes = await readFile(file);
      const digest = createHash("sha256").update(bytes).digest("hex");
      try {
        const content = readContent(file, bytes.toString("utf8"), kinds);
        return { ok: true, procedure: { ...content, digest, pinned: isPinned(pins, content.name, digest), path: file } };
      } catch (error) {
        if (error instanceof Problem) return { ok: false, why: error.message };
        throw error;
      }
    }),
  );
}

function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch((cause: unknown) => {
    throw new Problem(
      "procedure",
      `${path}: the directory of procedures cannot be read. Make it, or take it out of the configuration.`,
      cause,
    );
  });
}

/** The recipe in a file's text. Throws a Problem with a line for each thing that is wrong. */
export function readContent(file: string, text: string, kinds: Kinds): ProcedureContent {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const broken = document.errors.map(
      ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: no valid YAML: ${firstLine(message)} Mend the line.`,
    );
    throw new Problem("procedure", broken.join("\n"));
  }
  const parsed = ProcedureContent.safeParse(document.toJS());
  const wrong = parsed.success
    ? objectionsTo(parsed.data, basename(file).replace(/\.ya?ml$/, ""), kinds)
    : parsed.error.issues.map((issue) => ({
        at: keysOf(issue.path),
        text: `${wordsOf(issue.message)}. See the bundled procedures for the form.`,
      }));
  if (parsed.success && wrong.length === 0) return parsed.data;
  throw new Problem(
    "procedure",
    wrong.map(({ at, text }) => `${file}:${lineOf(document, lines, at)}: ${showPath(at)}: ${text}`).join("\n"),
  );
}

/** The validator's words for what is not there, in ours. */
function wordsOf(message = "not a procedure"): string {
  return /^Invalid input: expected \w+, received undefined$/.test(message) ? "is missing" : message;
}

/** The line of a key, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, at: KeyPath): number {
  for (let length = at.length; length > 0; length -= 1) {
    const node = document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function showPath(at: KeyPath): string {
  const path = at.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return path === "" ? "the file" : path.replace(/^\./, "");
}

function keysOf(path: readonly PropertyKey[]): KeyPath {
  return path.filter((key) => typeof key !== "symbol");
}

function firstLine(message: string): string {
  const [line = ""] = message.split("\n");
  return line.replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]*$/, ".");
}
