import { argumentNotation, optionNotation, type Usage } from "./command.ts";
import { type Shape, shapes } from "./shapes.ts";

/** What an option takes: nothing, a value in its own word or the next, or perhaps one in its own word. */
export type Option = { readonly takes: "nothing" | "value" | "perhaps"; readonly shape: Shape };

/** Words that are not options: of some shape, one or more; null shapes are whatever follows. */
export type Slot = { readonly shapes: readonly Shape[] | null; readonly count: "one" | "perhaps" | "many" };

/** A usage as it is matched. */
export type Reading = {
  readonly options: ReadonlyMap<string, Option>;
  readonly slots: readonly Slot[];
  readonly after: Reading | null;
  readonly clusters: boolean;
  /** One of these is there; empty: none has to be. */
  readonly requires: readonly string[];
};

/** Reads a usage. What is not written in the notation is a mistake in a schema: it throws. */
export function readUsage(usage: Usage): Reading {
  return {
    options: readOptions(wordsIn(usage.options)),
    slots: wordsIn(usage.arguments).map(readSlot),
    after: usage.after ? readUsage(usage.after) : null,
    clusters: usage.clusters ?? false,
    requires: wordsIn(usage.requires),
  };
}

function wordsIn(text = ""): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** An option that is listed twice takes the same both times: else one of them would be believed of the other. */
function readOptions(texts: readonly string[]): Reading["options"] {
  const spelt = new Map<string, string>();
  const options = texts.map((text) => {
    const option = readOption(text);
    const other = spelt.get(option[0]);
    if (other !== undefined && other !== text) throw new Error(`"${other}" and "${text}" are two ways to list one option`);
    spelt.set(option[0], text);
    return option;
  });
  return new Map(options);
}

/** The key of an option that is a number itself. */
export const anyNumber = "-<number>";

function readOption(text: string): readonly [string, Option] {
  const found = optionNotation.exec(text);
  if (found === null) throw new Error(`"${text}" is no option of a usage`);
  const { name = anyNumber, perhaps, given, glued } = found.groups ?? {};
  const value = perhaps ?? given ?? glued;
  const takes = value === undefined ? "nothing" : perhaps === undefined ? "value" : "perhaps";
  return [name, { takes, shape: value === undefined ? shapes.text : shapeOf(value) }];
}

function readSlot(text: string): Slot {
  const found = argumentNotation.exec(text);
  if (found === null) throw new Error(`"${text}" is no argument of a usage`);
  const { shapes: names, count } = found.groups ?? {};
  if (names === undefined) return { shapes: null, count: "many" };
  return { shapes: names.split("|").map(shapeNamed), count: count === "?" ? "perhaps" : count === "..." ? "many" : "one" };
}

function shapeOf(value: string): Shape {
  if (value.startsWith("<")) return shapeNamed(value.slice(1, -1));
  const words = value.split("|");
  return { says: `one of ${words.join(", ")}`, accepts: (text) => words.includes(text), written: true };
}

function shapeNamed(name: string): Shape {
  const found = Object.entries(shapes).find(([one]) => one === name);
  if (found === undefined) throw new Error(`there is no shape "${name}"`);
  return found[1];
}
