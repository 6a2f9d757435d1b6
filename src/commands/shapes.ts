import { isInstalled, isOfGit } from "../domain/foreign-path.ts";
import { beginsWithDash } from "../domain/reference.ts";
import type { ShapeName } from "./command.ts";

/** What a word may look like. */
export type Shape = {
  /** What it is, after "is not". */
  readonly says: string;
  /** `free`: nothing can take it for an option there (behind `--`, or glued to its own option). */
  accepts(text: string, free: boolean): boolean;
  /** Written out in the plan, never a value from elsewhere. */
  readonly written?: true;
  /** It chooses what is run: written out in the plan too, and part of what a standing approval covers. */
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

/** A path of the project itself: neither what an earlier step left nor what was installed. Programs read code from where these lead. */
function isOwn(text: string): boolean {
  // Some programs read patterns, and a brace would hide what climbs: `{..,x}/a.js`.
  const hides = /[{}]/.test(text.replaceAll(/\{\w+(?:,\w+)*\}/g, ""));
  return isPath(text) && !text.startsWith("/") && !isInstalled(text) && !hides;
}

function isOwnFile(text: string, endings: RegExp): boolean {
  return isOwn(text) && /^[\w./+@ -]+$/.test(text) && endings.test(text);
}

/** A pattern of names may leave git's own out by naming it. */
function isGlob(text: string): boolean {
  return isPath(text.replace(/^!/, "").replaceAll(/(^|\/)\.git(?=\/|$)/gi, "$1git"));
}

const like = (says: string, pattern: RegExp): Shape => ({ says, accepts: (text) => pattern.test(text) && !text.split("/").includes("..") });
const spoken = (shape: Shape): Shape => ({ ...shape, spoken: true });
const text: Shape = { says: "a text that begins with no dash", accepts: (word, free) => isText(word) && (free || !beginsWithDash(word)) };

/** jq can read the environment and load further files: a filter that does is none of these. It takes blanks and remarks behind a `$`. */
const reaching = /(?<![\w.])(?:ENV|__prog\w*)\b|(?<![\w.$"])(?:env|import|include|modulemeta)\b/;

/** Prints, leaves out or replaces lines; nothing that writes a file (`w`) or runs what it says (`e`). */
const editing =
  /^(?:(?:\d+|\$)(?:,(?:\+?\d+|\$))?[pdq]|\/(?:[^/\\\n]|\\[^\n])+\/[pd]|s\/(?:[^/\\\n]|\\[^\n])+\/(?:[^/\\\n]|\\[^\n])*\/[gpiI\d]*)$/;

/** By name. No shape takes an empty word. */
export const shapes: Readonly<Record<ShapeName, Shape>> = {
  path: { says: "a path inside the workspace", accepts: isPath },
  test: {
    says: "a test file of the workspace, or a test in one",
    accepts: (word) => {
      const [file = "", ...names] = word.split("::");
      return isOwn(file) && names.every((name) => /^[\w[\] .,/=+-]+$/.test(name));
    },
  },
  own: { says: "a file or directory of the project itself", accepts: isOwn },
  // No `=`: what stands behind a script's name may reach a program that takes it for a setting (`make SHELL=…`).
  plain: { says: "a plain word or path of the project", accepts: (word) => isOwn(word) && /^[\w./+,-]+$/.test(word) },
  place: spoken({ says: "a file or directory of the project itself", accepts: isOwn }),
  local: spoken(like("a directory of the project, written ./x", /^\.(?:\/[\w./@+-]*)?(?:\[[\w,-]+\])?$/)),
  glob: { says: "a pattern of names", accepts: isGlob },
  text,
  filter: { says: "a filter of its input alone", accepts: (word, free) => text.accepts(word, free) && !reaching.test(word) },
  // Some placeholders have git call a program that checks signatures, with or without a sign for the blanks around them.
  format: { says: "a format of plain fields", accepts: (word, free) => text.accepts(word, free) && !/%[-+ ]*G|signature/i.test(word) },
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
  key: like("a field to sort by", /^-?(?!.*signature)[a-z][\w:.-]*$/i),
  member: like("a member of the project", /^(?:@[\w-]+\/)?\w[\w./-]*$/),
  // unittest calls whatever a name leads to: its last part is a test's or a class's own.
  unit: {
    says: "a test of the project",
    accepts: (word) =>
      isOwnFile(word, /\.py$/) ||
      (/^(?:\w+\.)*(?:test\w*|\w+_tests?|[A-Z]\w*)$/.test(word) && /(?:^|[._])tests?(?:[._]|$)|Test/.test(word)),
  },
  dotted: like("the name of a module", /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/),
  package: like("a package of this module", /^(?:\.|\.\/[\w./-]*|[a-z][\w./-]*)$/),
  triple: like("a target", /^[\w-]+$/),
  lint: like("a lint", /^[a-z][a-z_:]*$/),
  bracket: like("a bracket", /^[()!]$/),
  script: spoken(like("a script of the project", /^(?!(?:env|node|true|false|null|undefined)$)[A-Za-z0-9_][\w:.-]*$/)),
  target: spoken(like("a target", /^(?:[A-Za-z0-9_][\w./+-]*)$/)),
  goal: spoken(like("a phase or task of the build", /^:?[A-Za-z][\w-]*(?::[A-Za-z][\w-]*)*$/)),
  phase: spoken(like("a phase of the build", /^(?:clean|validate|compile|test-compile|test|package|integration-test|verify)$/)),
  javascript: spoken({ says: "a script file of the project", accepts: (word) => isOwnFile(word, /\.(?:[mc]?[jt]s)$/) }),
  "python-file": spoken({ says: "a script file of the project", accepts: (word) => isOwnFile(word, /\.py$/) }),
  editing: { says: "one plain command of sed (10,20p, s/a/b/g)", accepts: (word) => isText(word) && editing.test(word), written: true },
  columns: {
    says: "columns to print ({print $1})",
    accepts: (word) => /^\{ *print(?: +\$\d+(?: *, *\$\d+)*)? *\}$/.test(word),
    written: true,
  },
};
