import { Problem } from "../domain/problem.ts";
import { timeLimits } from "../sandbox/granting.ts";
import { defaultLimits, type SandboxLimits } from "../sandbox/sandbox.ts";

/** Names of `--limit`, what they set, and whether the value is bytes (K, M, G allowed). */
const limitNames: readonly (readonly [string, keyof SandboxLimits, "bytes" | "count"])[] = [
  ["cpu", "cpuSeconds", "count"],
  ["memory", "memoryBytes", "bytes"],
  ["tree-memory", "treeMemoryBytes", "bytes"],
  ["file", "fileBytes", "bytes"],
  ["written", "writtenBytes", "bytes"],
  ["written-files", "writtenFiles", "count"],
  ["processes", "processes", "count"],
  ["open-files", "openFiles", "count"],
  ["output", "outputBytes", "bytes"],
  ["output-kill", "outputKillBytes", "bytes"],
];

/** `K=V` words as an environment; the value may contain further `=` and may be empty. Throws a usage problem. */
export function parseEnvironment(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => splitWord("--env", word)));
}

/**
 * `name=value` words over what the operator set and the defaults of a step; `--timeout` is in seconds and may be fractional, and as in a
 * plan never more than the operator allows. Throws a usage problem.
 */
export function parseLimits(words: readonly string[], timeoutSeconds: number | undefined, set: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...defaultLimits, ...set };
  for (const word of words) {
    const [name, value] = splitWord("--limit", word);
    const known = limitNames.find(([short, field]) => name === short || name === field);
    if (known === undefined) {
      throw new Problem("usage", `--limit ${word}: there is no limit "${name}"; use ${limitNames.map(([short]) => short).join(", ")}`);
    }
    const [, field, unit] = known;
    limits[field] = unit === "bytes" ? parseBytes(word, value) : parseCount(word, value);
  }
  if (timeoutSeconds === undefined) return limits;
  if (!Number.isFinite(timeoutSeconds) || timeoutSeconds <= 0) {
    throw new Problem("usage", `--timeout ${timeoutSeconds}: give a number of seconds above 0`);
  }
  const time = timeLimits(Math.min(timeoutSeconds, (set.timeoutMs ?? Number.POSITIVE_INFINITY) / 1000));
  return { ...limits, timeoutMs: time.timeoutMs, cpuSeconds: words.some(isCpu) ? limits.cpuSeconds : time.cpuSeconds };
}

function isCpu(word: string): boolean {
  return /^cpu(Seconds)?=/.test(word);
}

function splitWord(option: string, word: string): readonly [string, string] {
  const at = word.indexOf("=");
  if (at < 1) throw new Problem("usage", `${option} ${word}: write it as NAME=VALUE`);
  return [word.slice(0, at), word.slice(at + 1)];
}

function parseCount(word: string, value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new Problem("usage", `--limit ${word}: "${value}" is not a whole number`);
  return Number(value);
}

function parseBytes(word: string, value: string): number {
  const [, digits, unit = ""] = /^(\d{1,12})([KMG]?)$/i.exec(value) ?? [];
  if (digits === undefined) throw new Problem("usage", `--limit ${word}: "${value}" is not a size such as 65536, 512K, 100M or 4G`);
  return Number(digits) * 1024 ** ["", "K", "M", "G"].indexOf(unit.toUpperCase());
}
