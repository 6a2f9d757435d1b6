/**
 * Gives the memory of a chunk back at once, which was read and is of no more use. Left to the garbage collector, which only counts
 * what its own objects take, tens of megabytes of a chatty command lie around before it looks.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  // A chunk that shares its memory with others is left alone.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
