import type { Attack } from "./attack.ts";
import { kernelAttacks } from "./kernel.ts";
import { reachingAttacks } from "./reaching.ts";
import { readingAttacks } from "./reading.ts";
import { writingAttacks } from "./writing.ts";

/**
 * Attacks that can be tried on anybody's machine, in the sandbox: they need a shell and the usual small programs, take no time, and would do
 * little harm where one got through. The test suite has more.
 */
export const quickAttacks: readonly Attack[] = [...readingAttacks, ...writingAttacks, ...reachingAttacks, ...kernelAttacks];
