/** Keeps the first and the last bytes of a stream of any length in a fixed amount of memory. */
export type Transcript = {
  add(chunk: Uint8Array): void;
  /** What was kept as text, with a line in the gap that says how much is missing. */
  read(): { readonly text: string; readonly omittedBytes: number };
};

/** `limit` bytes in all: the head gets half of them, the tail the other half. */
export function createTranscript(limit: number): Transcript {
  const head = Buffer.alloc(Math.ceil(limit / 2));
  const tail = createRing(limit - head.length);
  let headLength = 0;
  return {
    add(chunk) {
      const taken = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).copy(head, headLength);
      headLength += taken;
      if (taken < chunk.length) tail.add(chunk.subarray(taken));
    },
    read: () => join(head.subarray(0, headLength), tail.read(), tail.dropped()),
  };
}

/** How far from the gap a word may reach that is left out with it, in bytes. */
const wordReach = 256;

/**
 * What was cut at the gap is left out on both sides: half a character is no text, and half a word could be half of a secret, which nobody
 * would find any more.
 */
function join(head: Buffer, tail: Buffer, dropped: number): { text: string; omittedBytes: number } {
  if (dropped === 0) return { text: Buffer.concat([head, tail]).toString("utf8"), omittedBytes: 0 };
  const end = wordEnd(head.subarray(0, completeLength(head)));
  const start = tail.subarray(0, 3).findIndex((byte) => !isContinuation(byte));
  const kept = fromWord(tail.subarray(start < 0 ? Math.min(3, tail.length) : start));
  const omittedBytes = dropped + (head.length - end) + (tail.length - kept.length);
  return { text: `${head.toString("utf8", 0, end)}\n… ${omittedBytes} bytes omitted …\n${kept.toString("utf8")}`, omittedBytes };
}

/** Length of `bytes` without a word that has begun at its end; one that began long before is cut. */
function wordEnd(bytes: Uint8Array): number {
  const gap = bytes.subarray(-wordReach).findLastIndex(isBlank);
  return gap < 0 ? bytes.length : Math.max(0, bytes.length - wordReach) + gap + 1;
}

function fromWord(bytes: Buffer): Buffer {
  const gap = bytes.subarray(0, wordReach).findIndex(isBlank);
  return gap < 0 ? bytes : bytes.subarray(gap + 1);
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Length of `bytes` without a UTF-8 character that has begun at its end and is not complete. */
export function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return characterLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function characterLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The last `size` bytes of what was added. */
function createRing(size: number) {
  const bytes = Buffer.alloc(size);
  let total = 0;
  return {
    add(chunk: Uint8Array): void {
      const last = chunk.subarray(Math.max(0, chunk.length - size));
      const start = size === 0 ? 0 : (total + chunk.length - last.length) % size;
      bytes.set(last.subarray(0, size - start), start);
      bytes.set(last.subarray(size - start), 0);
      total += chunk.length;
    },
    read(): Buffer {
      const end = size === 0 ? 0 : total % size;
      return total <= size ? bytes.subarray(0, total) : Buffer.concat([bytes.subarray(end), bytes.subarray(0, end)]);
    },
    dropped: () => Math.max(0, total - size),
  };
}
