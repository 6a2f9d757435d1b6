import type { Parameter } from "./procedure.ts";

export type ReadValue = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

const yes = new Set(["yes", "y", "true", "on", "1"]);
const no = new Set(["no", "n", "false", "off", "0"]);

/** Longest value in characters: it must fit an environment and a card. */
const longest = 2000;

/** What a person gave for a parameter, in canonical text (`true`, `12`), or what is wrong with it and how to say it right. */
export function readValue(parameter: Parameter, given: string): ReadValue {
  const said = given.trim();
  if (said === "") return bad("it is empty", "Give a value.");
  if (said.length > longest) return bad(`it has ${said.length} characters`, `Give at most ${longest}.`);
  if (said.includes("\0")) return bad("it holds a NUL character", "Leave it out.");
  switch (parameter.type) {
    case "text":
      return good(said);
    case "number":
      return /^[+-]?\d+(?:\.\d+)?$/.test(said) ? good(String(Number(said))) : bad(`expected a number, got "${said}"`, "Write one like 30.");
    case "flag":
      return readFlag(said);
    case "choice":
      return readChoice(parameter, said);
    case "path":
      return readPath(said);
    case "ref":
      return readRef(said);
  }
}

function readFlag(said: string): ReadValue {
  const word = said.toLowerCase();
  if (yes.has(word)) return good("true");
  return no.has(word) ? good("false") : bad(`expected yes or no, got "${said}"`, "Write yes or no.");
}

function readChoice(parameter: Parameter, said: string): ReadValue {
  const byWords = parameter.choices.find((choice) => choice.toLowerCase() === said.toLowerCase());
  const byNumber = /^\d+$/.test(said) ? parameter.choices[Number(said) - 1] : undefined;
  const choice = byWords ?? byNumber;
  return choice === undefined ? bad(`"${said}" is none of the choices`, `Write one of: ${parameter.choices.join(", ")}.`) : good(choice);
}

/** Inside the workspace only: the sandbox is the boundary, this makes for a clear answer. */
function readPath(said: string): ReadValue {
  const path = said.replace(/^(?:\.\/+)+/, "").replace(/(?<=.)\/+$/, "");
  const climbs = path.startsWith("/") || path.startsWith("~") || path.split("/").includes("..");
  if (climbs) return bad(`"${said}" lies outside the workspace`, "Write a path relative to it, without ..");
  if (path.startsWith("-") || /\p{Cc}/u.test(path)) return bad(`"${said}" is no usable path`, "Write ./ in front, or another path.");
  return good(path === "" ? "." : path);
}

/** What git takes for a revision, never an option or a range (gitrevisions). */
function readRef(said: string): ReadValue {
  const isRef = /^[A-Za-z0-9_][\w./@{}^~+-]*$/.test(said) && !said.includes("..");
  return isRef ? good(said) : bad(`"${said}" is no tag, branch or commit`, "Write one like v1.2, main or 4f2c1a9.");
}

function good(value: string): ReadValue {
  return { ok: true, value };
}

function bad(what: string, cure: string): ReadValue {
  return { ok: false, error: `${what}. ${cure}` };
}
