import { accept, type Checked, refuse } from "./refusal.ts";
import type { SandboxLimits } from "./sandbox.ts";

/**
 * What is sane, [least, most]. Timers above 2^31-1 ms would fire at once; output is kept in our own memory; the launcher
 * itself needs some memory, a few descriptors and its own process.
 */
const bounds: readonly (readonly [keyof SandboxLimits, number, number])[] = [
  ["timeoutMs", 1, 2 ** 31 - 1],
  ["cpuSeconds", 1, 2 ** 31 - 2],
  ["memoryBytes", 1024 ** 2, Number.MAX_SAFE_INTEGER],
  ["treeMemoryBytes", 1024 ** 2, Number.MAX_SAFE_INTEGER],
  ["fileBytes", 0, Number.MAX_SAFE_INTEGER],
  ["writtenBytes", 0, Number.MAX_SAFE_INTEGER],
  ["writtenFiles", 0, Number.MAX_SAFE_INTEGER],
  ["processes", 2, 1_000_000],
  ["openFiles", 16, 1_000_000],
  ["outputBytes", 0, 64 * 1024 ** 2],
  ["outputKillBytes", 0, Number.MAX_SAFE_INTEGER],
];

/** A limit that is missing, fractional, negative or beyond reason refuses the run: a limit that means nothing is no limit. */
export function checkLimits(limits: SandboxLimits): Checked<SandboxLimits> {
  for (const [name, least, most] of bounds) {
    const value = limits[name];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      return refuse(`the limit ${name} is ${value}`, `set it to a whole number from ${least} to ${most}`);
    }
  }
  return accept(limits);
}
