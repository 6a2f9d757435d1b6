import { isList, type Json } from "./json.ts";

/**
 * References to what is known only at run time: `{{steps.<id>.output}}` and `{{params.<name>}}`. Each is a whole argv
 * element or a whole text, never a part of one and never in a shell text (product: 2.3), so a value cannot become syntax.
 */
const whole = /^\{\{\s*(?:steps\.([A-Za-z0-9_-]+)\.output|params\.([a-z][a-z0-9_]*))\s*\}\}$/;

/** Where the values come from: outputs by step id, parameters as the environment carries them (`PARAM_<NAME>`). */
export type ReferenceValues = { readonly outputs: Readonly<Record<string, string>>; readonly env: Readonly<Record<string, string>> };

export type Resolved<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** The environment variable that carries a parameter. */
export function parameterVariable(name: string): string {
  return `PARAM_${name.toUpperCase()}`;
}

/** The environment variable that carries a step's output. */
export function outputVariable(step: string): string {
  return `STEP_${step.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_OUTPUT`;
}

/** What is wrong with the references in an argv, with the cure; null when every one is a whole element after the first. */
export function refuseArgvReferences(argv: readonly string[]): string | null {
  if (argv[0]?.includes("{{")) return `"${argv[0]}": the program itself must be written out. Name it; only arguments may be references.`;
  const wrong = argv.find((element) => element.includes("{{") && !whole.test(element));
  return wrong === undefined
    ? null
    : `"${wrong}": a reference must be a whole argument, {{steps.<id>.output}} or {{params.<name>}}. Give it an argument of its own.`;
}

/** What is wrong with a shell text: any reference at all. */
export function refuseShellReferences(text: string): string | null {
  return text.includes("{{")
    ? "a shell command must not contain {{…}}. Read $STEPS/<id>/output or $PARAM_<NAME> in the command, or use execute with a whole argument."
    : null;
}

/** Ids of the steps a list of texts refers to. */
export function referredSteps(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => whole.exec(text)?.[1] ?? []);
}

/** Names of the parameters a list of texts refers to. */
export function referredParameters(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => whole.exec(text)?.[2] ?? []);
}

/** Whether a text is exactly one reference. */
export function isReference(text: string): boolean {
  return whole.test(text);
}

/**
 * The argv with every reference replaced by its trimmed value; fails closed on an unknown one, and on a value that a program
 * could take for an option: it begins with a dash or is empty, and no `--` of the plan stands before it.
 */
export function resolveArgv(argv: readonly string[], values: ReferenceValues): Resolved<readonly string[]> {
  const refused = refuseArgvReferences(argv);
  if (refused !== null) return { ok: false, error: refused };
  const ended = argv.indexOf("--");
  const resolved = argv.map((element, index) => {
    const value = resolveText(element, values);
    const smuggled = value.ok && isReference(element) ? refuseValue(value.value, ended >= 0 && ended < index) : null;
    return smuggled === null ? value : { ok: false as const, error: `${element}: ${smuggled}` };
  });
  const failed = resolved.find((one) => !one.ok);
  if (failed && !failed.ok) return failed;
  return { ok: true, value: resolved.flatMap((one) => (one.ok ? [one.value] : [])) };
}

/** Whether a word looks like an option. Every kind of dash is one: some are there to be taken for it. */
export function beginsWithDash(word: string): boolean {
  return /^[\p{Pd}\u2212]/u.test(word);
}

/** Why a value may not be an argument; null when it may. */
function refuseValue(value: string, free: boolean): string | null {
  if (value.includes("\0")) return "its value holds a NUL character, which no argument can.";
  if (free) return null;
  if (value === "") return 'its value is empty. Put "--" before it, or give it a value.';
  return beginsWithDash(value) ? 'its value begins with a dash and could be taken for an option. Put "--" before it.' : null;
}

/** A text that is exactly one reference becomes its trimmed value; any other text stays as it is. */
export function resolveText(text: string, values: ReferenceValues): Resolved<string> {
  const match = whole.exec(text);
  if (match === null) return { ok: true, value: text };
  const [, step, parameter] = match;
  const value = step === undefined ? values.env[parameterVariable(parameter ?? "")] : own(values.outputs, step);
  if (value === undefined) return { ok: false, error: `${text}: there is no such value. Depend on the step, or give the parameter.` };
  return { ok: true, value: value.trim() };
}

/** An input with every text that is a reference replaced by its value; one without a value stays, for the step to fail on. */
export function resolveInput(input: Json, values: ReferenceValues): Json {
  if (typeof input === "string") {
    const resolved = resolveText(input, values);
    return resolved.ok ? resolved.value : input;
  }
  if (input === null || typeof input !== "object") return input;
  if (isList(input)) return input.map((one) => resolveInput(one, values));
  return Object.fromEntries(Object.entries(input).map(([key, one]) => [key, resolveInput(one, values)]));
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
