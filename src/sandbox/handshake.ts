import { readyWord } from "./launcher.ts";

/**
 * Takes the word of the launcher off the beginning of an output and hands on what comes after it. Until the command is let go, nothing else
 * writes there.
 */
export function createHandshake(onReady: () => void): (chunk: Uint8Array) => Uint8Array {
  let missing = readyWord.length;
  return (chunk) => {
    if (missing === 0) return chunk;
    const word = Math.min(missing, chunk.length);
    missing -= word;
    if (missing === 0) onReady();
    return chunk.subarray(word);
  };
}
