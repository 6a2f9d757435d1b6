import { readValue } from "./parameter.ts";
import type { Parameter, Parameters, Procedure } from "./procedure.ts";
import { tokensOf, wordsOf } from "./words.ts";

/** A recipe that does what was asked, with the values the request itself names (as they were said). */
export type ProcedureMatch = {
  readonly procedure: Procedure;
  readonly parameters: Parameters;
  /** 1 where it was called by its name, less where a phrase was recognised. */
  readonly confidence: number;
};

/** Words with which a recipe may be called by its name. */
const callers = new Set(["run", "start", "execute", "do", "procedure", "with"]);

/** Too general to tell one recipe from another. */
const general = new Set([
  "run",
  "check",
  "do",
  "how",
  "is",
  "are",
  "what",
  "make",
  "write",
  "create",
  "give",
  "show",
  "repo",
  "to",
  "with",
  "and",
  "from",
]);

/**
 * The recipe a request asks for, or null. Strict on purpose: every word that carries meaning must belong to the phrase or
 * be a parameter's value, so that a request for more, less or the opposite is never taken for it.
 */
export function matchProcedure(text: string, procedures: readonly Procedure[]): ProcedureMatch | null {
  const named = procedures.flatMap((procedure) => matchName(text, procedure) ?? []);
  const phrased = procedures.flatMap((procedure) => matchPhrase(text, procedure) ?? []);
  return [...named, ...phrased].sort((a, b) => b.confidence - a.confidence)[0] ?? null;
}

/** The recipe that has most words in common with a request, to offer it; null where there is none. */
export function closest(text: string, procedures: readonly Procedure[]): Procedure | null {
  const words = new Set(wordsOf(tokensOf(text)).filter((word) => !general.has(word)));
  const scored = procedures.map((procedure) => {
    const known = new Set(
      wordsOf(tokensOf([procedure.title, procedure.name.replaceAll("-", " "), ...procedure.triggers].join(" ").replaceAll(/[()]/g, ""))),
    );
    return { procedure, score: [...words].filter((word) => known.has(word)).length };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score > 0 ? best.procedure : null;
}

/** `repo-health`, `run repo-health`, with any `name=value`; an unknown one is kept, for the interview to refuse. */
function matchName(text: string, procedure: Procedure): ProcedureMatch | null {
  const tokens = tokensOf(text);
  const { parameters, rest } = takeValues(tokens, procedure, true);
  const words = rest.map((token) => token.toLowerCase());
  if (!words.includes(procedure.name)) return null;
  const others = wordsOf(words.filter((word) => word !== procedure.name)).filter((word) => !callers.has(word));
  return others.length === 0 ? { procedure, parameters, confidence: 1 } : null;
}

function matchPhrase(text: string, procedure: Procedure): ProcedureMatch | null {
  const { parameters, rest } = takeValues(tokensOf(text), procedure, false);
  const words = new Set(wordsOf(rest));
  const sizes = procedure.triggers.flatMap((trigger) => {
    const optional = new Set(wordsOf(tokensOf([...trigger.matchAll(/\(([^)]*)\)/g)].map((part) => part[1]).join(" "))));
    const needed = wordsOf(tokensOf(trigger.replaceAll(/\([^)]*\)/g, " ")));
    const fits = needed.every((word) => words.has(word)) && [...words].every((word) => needed.includes(word) || optional.has(word));
    return fits ? [needed.length] : [];
  });
  // Of two recipes the one whose phrase says more is meant; 0.9 is reached by no finite phrase.
  return sizes.length === 0 ? null : { procedure, parameters, confidence: 0.9 - 0.4 / (1 + Math.max(...sizes)) };
}

type Taken = { readonly parameters: Parameters; readonly rest: readonly string[] };

/** Takes `name=value`, `a..b` and values after their words out of a request. */
function takeValues(tokens: readonly string[], procedure: Procedure, unknownToo: boolean): Taken {
  const parameters: Record<string, string> = {};
  const rest: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    const next = tokens[at + 1];
    const taken = takeAssignment(token, procedure, unknownToo) ?? takeRange(token, procedure) ?? takeAfter(token, next, procedure);
    if (taken === null) rest.push(token);
    else Object.assign(parameters, taken.values);
    if (taken?.usedNext) at += 1;
  }
  return { parameters, rest };
}

type Values = { readonly values: Parameters; readonly usedNext: boolean } | null;

function takeAssignment(token: string, procedure: Procedure, unknownToo: boolean): Values {
  const [, name, value] = /^([a-z][a-z0-9_]*)=(.+)$/i.exec(token) ?? [];
  if (name === undefined || value === undefined) return null;
  const known = procedure.parameters.some((parameter) => parameter.name === name);
  return known || unknownToo ? { values: { [name]: value }, usedNext: false } : null;
}

/** git's own way to say from and to, for recipes with two refs. */
function takeRange(token: string, procedure: Procedure): Values {
  const [from, to] = procedure.parameters.filter((parameter) => parameter.type === "ref");
  const [, first, second] = /^([^.]+(?:\.[^.]+)*)\.\.\.?([^.]+(?:\.[^.]+)*)$/.exec(token) ?? [];
  if (from === undefined || to === undefined || first === undefined || second === undefined) return null;
  const reads = readValue(from, first).ok && readValue(to, second).ok;
  return reads ? { values: { [from.name]: first, [to.name]: second }, usedNext: false } : null;
}

function takeAfter(word: string, value: string | undefined, procedure: Procedure): Values {
  const parameter = procedure.parameters.find((candidate) => candidate.after.includes(word.toLowerCase()));
  if (parameter === undefined || value === undefined || !looksMeant(parameter, value)) return null;
  return { values: { [parameter.name]: value }, usedNext: true };
}

/** In running text only what cannot be an ordinary word is a value: "to the team" names no ref. */
function looksMeant(parameter: Parameter, value: string): boolean {
  if (!readValue(parameter, value).ok) return false;
  switch (parameter.type) {
    case "number":
    case "choice":
      return true;
    case "path":
      return /[/.]/.test(value);
    case "ref":
      return /\d\.\d|^v\d+$|\/|^(?:HEAD\b.*|main|master|develop|trunk|[0-9a-f]{7,40})$/.test(value);
    case "text":
    case "flag":
      return false;
  }
}
