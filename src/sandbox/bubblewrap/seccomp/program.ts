import type { Comparison } from "../../call-policy.ts";

/** Classic BPF as the kernel takes it for seccomp (Linux: linux/filter.h, linux/seccomp.h): 8 bytes an instruction, little-endian. */

/** One instruction; jumps count instructions from the next one, at most 255. */
export type Instruction = { readonly code: number; readonly ifTrue: number; readonly ifFalse: number; readonly k: number };

const operation = { load: 0x20, equal: 0x15, greater: 0x25, anyBit: 0x45, return: 0x06 } as const;

/** Where the parts of `struct seccomp_data` lie. Of each argument the low half: the kernel's own are `int`, `mode_t` and the like. */
export const place = { number: 0, architecture: 4, argument: (index: number) => 16 + 8 * index } as const;

/** What becomes of a call. */
export const verdict = { allow: 0x7fff_0000, kill: 0x8000_0000, fail: (errno: number) => 0x0005_0000 | errno } as const;

export function load(offset: number): Instruction {
  return { code: operation.load, ifTrue: 0, ifFalse: 0, k: offset };
}

/** Skips so many instructions when the comparison of what was loaded last with `k` holds, and so many when it does not. */
export function jump(comparison: Comparison, k: number, ifTrue: number, ifFalse: number): Instruction {
  if (ifTrue > 255 || ifFalse > 255) throw new RangeError(`a jump of ${Math.max(ifTrue, ifFalse)} instructions is too long`);
  return { code: operation[comparison], ifTrue, ifFalse, k };
}

export function give(k: number): Instruction {
  return { code: operation.return, ifTrue: 0, ifFalse: 0, k };
}

export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(8 * program.length);
  for (const [index, { code, ifTrue, ifFalse, k }] of program.entries()) {
    bytes.writeUInt16LE(code, 8 * index);
    bytes.writeUInt8(ifTrue, 8 * index + 2);
    bytes.writeUInt8(ifFalse, 8 * index + 3);
    bytes.writeUInt32LE(k >>> 0, 8 * index + 4);
  }
  return bytes;
}
