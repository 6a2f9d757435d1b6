/** File descriptors of bwrap and the launcher with a fixed meaning. */
export const descriptor = { arguments: 3, status: 4, ready: 5, release: 6 } as const;

/** Texts that bwrap reads from descriptors of its own, one each: files to show inside and the system call filter. */
export type Descriptors = {
  /** Takes `content` in and tells the number it can be read from. */
  add(content: string | Uint8Array): number;
  /** Everything taken in, in the order of the numbers, beginning after the fixed ones. */
  contents(): readonly Uint8Array[];
};

export function createDescriptors(): Descriptors {
  const contents: Uint8Array[] = [];
  return {
    add: (content) => descriptor.release + contents.push(Buffer.from(content)),
    contents: () => contents,
  };
}
