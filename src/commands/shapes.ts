import { isInstalled, isOfGit } from "../domain/foreign-path.ts";
import { beginsWithDash } from "../domain/reference.ts";
import type { ShapeName } from "./command.ts";

/** What a word may look like. */
export type Shape = {
  /** What it is, after "is not". */
  readonly says: string;
  /** `free`: nothing can take it for an option there (behind `--`, or glued to its own option). */
  accepts(text: string, free: boolean): boolean;
  /** It chooses what is run: written out in the plan, never a value from elsewhere, and part of what a standing approval covers. */
  readonly spoken?: true;
};

/** Control, format and line characters, and halves of code points: what nobody sees in a name. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** First characters that some program reads as more than a name: `+x`, `@file`, `~user`, `!not`, `(`, `:magic`. */
const meaning = /^[+@~!(=:]/;

/** A text a person would type; line breaks and tabs are part of it. */
export function isText(text: string): boolean {
  return text !== "" && !/[^\P{Cc}\n\t]|\p{Cs}/u.test(text);
}

/** Below the workspace, or among what earlier steps left and this one leaves; nothing of git's own. */
function isPath(text: string): boolean {
  const inside = text.replace(/^\/(?:steps|artifacts)(?=\/|$)/, ".");
  if (
    inside.trim() !== inside ||
    inside === "" ||
    inside.startsWith("/") ||
    unseen.test(inside) ||
    beginsWithDash(inside) ||
    meaning.test(inside)
  )
    return false;
  return !/[:\\]/.test(inside) && !isOfGit(inside) && !inside.split("/").includes("..");
}

/** A file of the project itself, not one that was installed into it. */
function isOwnFile(text: string, endings: RegExp): boolean {
  return isPath(text) && !text.startsWith("/") && /^[\w./+@ -]+$/.test(text) && endings.test(text) && !isInstalled(text);
}

const like = (says: string, pattern: RegExp): Shape => ({ says, accepts: (text) => pattern.test(text) && !text.split("/").includes("..") });
const spoken = (shape: Shape): Shape => ({ ...shape, spoken: true });
const text: Shape = { says: "a text that begins with no dash", accepts: (word, free) => isText(word) && (free || !beginsWithDash(word)) };

/** jq can read the environment and load further files: a filter that does is none of these. */
const reaching = /\$ENV|\$__prog|(?<![\w.$"'])(?:env|import|include)\b/;

/** By name. No shape takes an empty word. */
export const shapes: Readonly<Record<ShapeName, Shape>> = {
  path: { says: "a path inside the workspace", accepts: isPath },
  test: {
    says: "a test file of the workspace, or a test in one",
    accepts: (word) => {
      const [file = "", ...names] = word.split("::");
      return isPath(file) && names.every((name) => /^[\w[\] .,/=+-]+$/.test(name));
    },
  },
  plain: { says: "a plain word or path", accepts: (word) => isPath(word) && /^[\w./+,=-]+$/.test(word) },
  glob: { says: "a pattern of names", accepts: (word) => isPath(word.replace(/^!/, "").replaceAll(/(^|\/)\.git(?=\/|$)/gi, "$1git")) },
  text,
  filter: { says: "a filter of its input alone", accepts: (word, free) => text.accepts(word, free) && !reaching.test(word) },
  // Some placeholders have git call a program that checks signatures.
  format: { says: "a format of plain fields", accepts: (word, free) => text.accepts(word, free) && !/%G|signature/.test(word) },
  character: { says: "a character", accepts: (word, free) => /^(?:\t|[^\p{C}]|\\[0tn])$/u.test(word) && (free || !beginsWithDash(word)) },
  number: like("a number", /^\d{1,10}$/),
  signed: like("a number", /^[-+]?\d{1,10}[kMG]?$/),
  size: like("a size", /^[-+]?\d{1,10}(?:\.\d+)?[a-zA-Z]{0,2}$/),
  duration: like("a duration", /^\d{1,6}(?:\.\d+)?(?:ms|[smhd])?(?:\d{1,6}[smh])*$/),
  date: like("a date", /^@?\w[\w .:,+-]*$/),
  moment: { says: "a format of date (+%F)", accepts: (word) => /^\+[\w %:./_,+-]+$/.test(word) },
  mode: like("a mode of plain permissions", /^(?:[ugoa]*[+=][rwxX]+|0?[0-7]{3})$/),
  fields: like("a list of fields", /^\d[\d,.a-zA-Z-]*$/),
  range: like("a range of lines", /^[\w/^+][\w ,.:/^$+-]*$/),
  revision: like("a revision", /^[\w@^][\w@^~./{}+-]*(?::[\w@.][\w@./ +-]*)?$/),
  name: like("a name", /^\w[\w.+-]*$/),
  names: like("a list of names", /^\w[\w.,/:+-]*$/),
  member: like("a member of the project", /^(?:@[\w-]+\/)?\w[\w./-]*$/),
  unit: {
    says: "a test of the project",
    accepts: (word) =>
      (isPath(word) && /^[\w./-]+\.py$/.test(word)) ||
      (/^[\w.]+$/.test(word) && word.split(".").some((part) => /^test|_tests?$/i.test(part))),
  },
  dotted: like("the name of a module", /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/),
  package: like("a package of this module", /^(?:\.|\.\/[\w./-]*|[a-z][\w./-]*)$/),
  triple: like("a target", /^[\w-]+$/),
  lint: like("a lint", /^[a-z][a-z_:]*$/),
  bracket: like("a bracket", /^[()!]$/),
  script: spoken(like("a script of the project", /^(?!env$|node$)[A-Za-z0-9_][\w:.-]*$/)),
  target: spoken(like("a target", /^(?:[A-Za-z0-9_][\w./+-]*)$/)),
  goal: spoken(like("a phase or task of the build", /^:?[A-Za-z][\w-]*(?::[A-Za-z][\w-]*)*$/)),
  phase: spoken(like("a phase of the build", /^(?:clean|validate|compile|test-compile|test|package|integration-test|verify)$/)),
  javascript: spoken({ says: "a script file of the project", accepts: (word) => isOwnFile(word, /\.(?:[mc]?[jt]s)$/) }),
  "python-file": spoken({ says: "a script file of the project", accepts: (word) => isOwnFile(word, /\.py$/) }),
};
