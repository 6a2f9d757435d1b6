/**
 * Keeps files and functions of src small (architecture: ground rules). No exemptions. One-line functions are held to the limits
 * but left out of median and percentile, where they would hide the long ones.
 */
import { globSync, readFileSync } from "node:fs";
import { type FunctionSize, measureFunctions } from "./function-sizes.ts";

const budget = {
  file: { median: 80, p95: 200, max: 250 },
  function: { median: 10, p95: 35, max: 60 },
  complexity: 12,
};

type Limits = { readonly median: number; readonly p95: number; readonly max: number };
type Measured = FunctionSize & { readonly file: string };
type Place = { readonly where: string; readonly size: number };

const paths = globSync("src/**/*.ts").sort();
const files: Place[] = [];
const functions: Measured[] = [];
for (const path of paths) {
  const source = readFileSync(path, "utf8");
  files.push({ where: path, size: source.split("\n").length - (source.endsWith("\n") ? 1 : 0) });
  functions.push(...measureFunctions(source).map((one) => ({ ...one, file: path })));
}
const place = (one: Measured, size: number): Place => ({ where: `${one.file}:${one.line} ${one.name}`, size });
const lengths = functions.map((one) => place(one, one.lines));

const faults = [
  ...judge("lines of files", files, files, budget.file),
  ...judge(
    "lines of functions",
    lengths,
    lengths.filter((one) => one.size > 1),
    budget.function,
  ),
  ...judgeEach(
    "complexity",
    functions.map((one) => place(one, one.complexity)),
    budget.complexity,
  ),
];
if (paths.length === 0) faults.push("no source files under src: nothing was measured.");
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${functions.length} functions, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function judge(what: string, all: readonly Place[], typical: readonly Place[], limits: Limits): string[] {
  const sizes = typical.map((one) => one.size).sort((a, b) => a - b);
  const figures = { median: percentile(sizes, 0.5), p95: percentile(sizes, 0.95) };
  console.log(`${what}: median ${figures.median} (at most ${limits.median}), 95th percentile ${figures.p95} (${limits.p95})`);
  const over = (["median", "p95"] as const).filter((name) => figures[name] > limits[name]);
  return [...over.map((name) => `${what}: ${name} is ${figures[name]}, at most ${limits[name]}`), ...judgeEach(what, all, limits.max)];
}

/** Shows the five largest and returns those over the limit. */
function judgeEach(what: string, all: readonly Place[], max: number): string[] {
  const largest = all.toSorted((a, b) => b.size - a.size);
  console.log(`${what}: largest (at most ${max})`);
  for (const one of largest.slice(0, 5)) console.log(`  ${String(one.size).padStart(5)}  ${one.where}`);
  return largest.filter((one) => one.size > max).map((one) => `${one.where}: ${what} ${one.size}, at most ${max}`);
}

/** Nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
