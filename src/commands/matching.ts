import type { Word } from "./command.ts";
import { anyNumber, type Option, type Reading, type Slot } from "./notation.ts";
import { isText, type Shape } from "./shapes.ts";

/** Whether words are a call of that usage: with the words in it that say what is run; else why not. */
export type Match = { readonly ok: true; readonly spoken: readonly string[] } | { readonly ok: false; readonly why: string };

/** How far the words were read. */
type Course = {
  readonly usage: Reading;
  readonly rest: Word[];
  readonly slots: Slot[];
  readonly seen: Set<string>;
  readonly spoken: string[];
  /** Options are over: `--` was there. */
  ended: boolean;
};

/** Reads words one by one as the program would; whatever is not listed ends it. A reason is null while all is well. */
export function matchWords(usage: Reading, words: readonly Word[]): Match {
  const course: Course = { usage, rest: [...words], slots: [...usage.slots], seen: new Set(), spoken: [], ended: false };
  for (let word = course.rest.shift(); word !== undefined; word = course.rest.shift()) {
    const why = readWord(course, word);
    if (why !== null) return { ok: false, why };
  }
  const lacking = whatLacks(course);
  return lacking === null ? { ok: true, spoken: course.spoken } : { ok: false, why: lacking };
}

function readWord(course: Course, word: Word): string | null {
  if (course.slots[0]?.shapes === null) return readOwn(word);
  const mayBeOption = word.from === "plan" && !course.ended;
  if (mayBeOption && word.text === "--") return readSeparator(course);
  return mayBeOption && word.text.startsWith("-") ? readOption(course, word.text) : readArgument(course, word);
}

/** Words for what the project itself runs are its own affair. */
function readOwn({ text, from }: Word): string | null {
  return from === "reference" || isText(text) ? null : `${show(text)} is not a text`;
}

function readSeparator(course: Course): string | null {
  const { after, clusters } = course.usage;
  if (after === null) {
    course.ended = true;
    return clusters ? null : `"--" is not taken here`;
  }
  const inner = matchWords(after, course.rest.splice(0));
  if (inner.ok) course.spoken.push(...inner.spoken);
  return inner.ok ? null : inner.why;
}

function readOption(course: Course, text: string): string | null {
  const { options, clusters } = course.usage;
  const exact = options.get(text);
  if (exact !== undefined) {
    course.seen.add(text);
    return exact.takes === "value" ? readNext(course, text, exact) : null;
  }
  const at = text.indexOf("=");
  const inline = at > 2 ? options.get(text.slice(0, at)) : undefined;
  if (inline !== undefined && inline.takes !== "nothing") {
    course.seen.add(text.slice(0, at));
    return takeValue(course, inline.shape, { value: text.slice(at + 1), shown: text });
  }
  if (options.has(anyNumber) && /^-\d{1,9}$/.test(text)) return null;
  return clusters && /^-[^-]/.test(text) ? readCluster(course, text) : unlisted(text);
}

/** Short options in one word: the first that takes a value takes the rest of it. */
function readCluster(course: Course, text: string): string | null {
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`;
    const option = course.usage.options.get(name);
    if (option === undefined) return unlisted(text);
    course.seen.add(name);
    const glued = text.slice(at + 1);
    if (option.takes === "nothing") continue;
    if (glued !== "") return takeValue(course, option.shape, { value: glued, shown: text });
    return option.takes === "value" ? readNext(course, name, option) : null;
  }
  return null;
}

/** A value in a word of its own never begins with a dash, unless it is a number. */
function readNext(course: Course, name: string, { shape }: Option): string | null {
  const word = course.rest.shift();
  if (word === undefined) return `${show(name)} lacks ${shape.says}`;
  if (word.from !== "plan" && isWritten(shape)) return mustBeWritten(word);
  if (word.from === "reference") return null;
  const dashed = word.text.startsWith("-") && !/^-\d+\w?$/.test(word.text);
  if (dashed) return `${show(word.text)} is no value of ${show(name)}`;
  return takeValue(course, shape, { value: word.text, shown: `${name} ${word.text}`, free: false });
}

/** A value of an option, with the word or words it was given in. */
type Given = { readonly value: string; readonly shown: string; readonly free?: boolean };

function takeValue({ spoken }: Course, shape: Shape, { value, shown, free = true }: Given): string | null {
  if (!shape.accepts(value, free)) return `${show(shown)}: its value is not ${shape.says}`;
  if (shape.spoken) spoken.push(shown);
  return null;
}

function readArgument(course: Course, word: Word): string | null {
  let expected: string | null = null;
  for (let slot = course.slots[0]; slot !== undefined; slot = course.slots[0]) {
    if (slot.shapes === null) return readOwn(word);
    const shape = slot.shapes.find((one) => takes(one, word, course.ended));
    if (shape !== undefined) {
      if (shape.spoken) course.spoken.push(word.text);
      if (slot.count !== "many") course.slots.shift();
      return null;
    }
    expected = slot.shapes.map(({ says }) => says).join(" or ");
    if (slot.count === "one") break;
    course.slots.shift();
  }
  if (word.from !== "plan") return mustBeWritten(word);
  return expected === null ? `${show(word.text)} is one word too many` : `${show(word.text)} is not ${expected}`;
}

function takes(shape: Shape, { text, from }: Word, free: boolean): boolean {
  if (from === "reference") return !isWritten(shape);
  return shape.accepts(text, free) && (from === "plan" || !isWritten(shape));
}

function whatLacks({ slots, seen, usage: { requires } }: Course): string | null {
  const slot = slots.find(({ count }) => count === "one");
  if (slot !== undefined) return `it lacks ${slot.shapes?.map(({ says }) => says).join(" or ")}`;
  return requires.length === 0 || requires.some((name) => seen.has(name)) ? null : `it lacks ${requires.join(" or ")}`;
}

function isWritten({ written, spoken }: Shape): boolean {
  return written === true || spoken === true;
}

function unlisted(text: string): string {
  return `${show(text)} is not among its options`;
}

function mustBeWritten({ text }: Word): string {
  return `${show(text)} does not fit here, or must be written out`;
}

/** A word on one line, with what nobody sees made visible. */
export function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
