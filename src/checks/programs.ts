import { posix } from "node:path";

const interpreters: ReadonlySet<string> = new Set(
  "sh bash dash zsh node bun deno tsx ts-node python python3 ruby perl exec time env source .".split(" "),
);

/**
 * Files that a line of shell runs: what stands in the place of a program, and what an interpreter is given. Good enough to see
 * that the script behind a check was changed; nothing is refused or allowed by it.
 */
export function programsIn(line: string): readonly string[] {
  return line.split(/&&|\|\||[;|&\n]/).flatMap((command) => {
    const words = command
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^[@"'(]+|["')]+$/g, ""));
    const plain = words.filter((word) => word !== "" && !word.startsWith("-") && !/^\w+=/.test(word));
    const [first = "", ...rest] = plain;
    const run = interpreters.has(first) ? rest.slice(0, 2) : [first];
    return run.filter((word) => /[./]/.test(word)).map((word) => posix.normalize(word));
  });
}
