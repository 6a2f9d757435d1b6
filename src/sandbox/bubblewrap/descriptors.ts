import { closeSync } from "node:fs";
import { openNameless } from "./nameless-file.ts";

/** File descriptors of bwrap and the launcher with a fixed meaning. */
export const descriptor = { status: 3, ready: 4, release: 5 } as const;

/** What bwrap reads from descriptors of its own, one each: its arguments, files to show inside, the system call filter. */
export type Descriptors = Disposable & {
  /** Takes `content` in and tells the number it can be read from. */
  add(content: string | Uint8Array): number;
  /** Takes an open file in, and closes it in the end. */
  addOpen(fd: number): number;
  /** What stands at each number, beginning after the fixed ones: a descriptor of ours, or what a pipe is to be filled with. */
  sources(): readonly (number | Uint8Array)[];
};

export function createDescriptors(): Descriptors {
  const sources: (number | Uint8Array)[] = [];
  const take = (source: number | Uint8Array) => descriptor.release + sources.push(source);
  return {
    add(content) {
      const bytes = Buffer.from(content);
      return take(openNameless(bytes) ?? bytes);
    },
    addOpen: take,
    sources: () => sources,
    [Symbol.dispose]() {
      for (const source of sources) if (typeof source === "number") closeSync(source);
    },
  };
}
