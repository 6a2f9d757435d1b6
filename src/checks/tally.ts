import { stripVTControlCharacters } from "node:util";

/** What a test runner's own summary says. `places` are lines of test files that a failing run names, at most 3. */
export type Tally = { readonly failed: number; readonly total: number | null; readonly places: readonly string[] };

type Count = { readonly failed: number; readonly total: number | null };

/** Summaries of the runners people use; the first that is recognised counts. Order: the most telling first. */
const runners: readonly ((text: string) => Count | null)[] = [nodeTest, vitest, jest, cargo, maven, pytest, unittest, mocha, bun, goTest];

/** Reads the summary of a test run, or null where none is recognised: a number is real or absent. */
export function tallyOf(output: string): Tally | null {
  const text = stripVTControlCharacters(output);
  for (const read of runners) {
    const count = read(text);
    if (count !== null) return { ...count, places: count.failed > 0 ? placesIn(text) : [] };
  }
  return null;
}

function nodeTest(text: string): Count | null {
  const total = numberAfter(text, /^(?:#|ℹ) tests (\d+)$/m);
  const failed = numberAfter(text, /^(?:#|ℹ) fail (\d+)$/m);
  return total === null || failed === null ? null : { failed, total };
}

function vitest(text: string): Count | null {
  const line = /^\s*Tests {2}(.*)\((\d+)\)\s*$/m.exec(text);
  return line === null ? null : { failed: labelled(line[1], "failed"), total: Number(line[2]) };
}

function jest(text: string): Count | null {
  const line = /^Tests:\s+(.*?)(\d+) total$/m.exec(text);
  return line === null ? null : { failed: labelled(line[1], "failed"), total: Number(line[2]) };
}

/** One line per test binary: they add up. */
function cargo(text: string): Count | null {
  const lines = [...text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const failed = lines.reduce((sum, line) => sum + Number(line[2]), 0);
  return lines.length === 0 ? null : { failed, total: lines.reduce((sum, line) => sum + Number(line[1]), failed) };
}

/** The totals of each module stand without a time; the lines of single classes carry one. */
function maven(text: string): Count | null {
  const lines = [...text.matchAll(/Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: \d+\s*$/gm)];
  const sum = (index: number) => lines.reduce((all, line) => all + Number(line[index]), 0);
  return lines.length === 0 ? null : { failed: sum(2) + sum(3), total: sum(1) };
}

function pytest(text: string): Count | null {
  const line = /^=* ?((?:\d+ \w+(?:, )?)+) in [\d.]+s.*$/m.exec(text)?.[1];
  if (line === undefined || !/passed|failed|error/.test(line)) return null;
  const failed = labelled(line, "failed") + labelled(line, "errors?");
  return { failed, total: failed + labelled(line, "passed") };
}

function unittest(text: string): Count | null {
  const total = numberAfter(text, /^Ran (\d+) tests? in /m);
  if (total === null) return null;
  const line = /^FAILED \((.*)\)$/m.exec(text)?.[1] ?? "";
  return { failed: (numberAfter(line, /failures=(\d+)/) ?? 0) + (numberAfter(line, /errors=(\d+)/) ?? 0), total };
}

function mocha(text: string): Count | null {
  const passing = numberAfter(text, /^\s+(\d+) passing\b/m);
  if (passing === null) return null;
  const failed = numberAfter(text, /^\s+(\d+) failing\b/m) ?? 0;
  return { failed, total: passing + failed };
}

function bun(text: string): Count | null {
  const passed = numberAfter(text, /^\s+(\d+) pass$/m);
  const failed = numberAfter(text, /^\s+(\d+) fail$/m);
  return passed === null || failed === null ? null : { failed, total: passed + failed };
}

/** Without -v Go names failures only, so the total stays unknown. */
function goTest(text: string): Count | null {
  const failed = [...text.matchAll(/^--- FAIL: /gm)].length;
  return failed === 0 ? null : { failed, total: null };
}

function labelled(text: string | undefined, label: string): number {
  return numberAfter(text ?? "", new RegExp(`(\\d+) ${label}\\b`)) ?? 0;
}

function numberAfter(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Relative `file:line` of files that are named like tests, in the order they are told. */
function placesIn(text: string): readonly string[] {
  const places = text.replaceAll("/workspace/", "").matchAll(/(?<![\w/.])((?:[\w.@-]+\/)*[\w.@-]*(?:test|spec)[\w.@-]*\.\w+):(\d+)/gi);
  return [...new Set([...places].map((place) => `${place[1]}:${place[2]}`))].slice(0, 3);
}
