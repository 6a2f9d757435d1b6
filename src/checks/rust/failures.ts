import { numbered } from "../problems.ts";

/** Failing tests as cargo lists them at the end of each binary, and crates that could not be compiled. */
export function failuresOf(output: string): readonly string[] {
  const lists = [...output.matchAll(/^failures:\n((?: {4}\S.*\n)+)/gm)];
  const tests = lists.flatMap(([, list]) => (list ?? "").trimEnd().split("\n")).map((line) => line.trim().replace(/ \(line \d+\)$/, ""));
  const crates = [...output.matchAll(/^error: could not compile (`[^`]+`)/gm)].map(([, crate]) => `could not compile ${crate}`);
  return [...numbered(tests), ...new Set(crates)];
}
