import type { Output } from "./sandbox.ts";
import { completeLength, createTranscript } from "./transcript.ts";

export type StreamName = "stdout" | "stderr";

/** Takes in what a command prints, as it comes. Memory does not grow with it. */
export type OutputCollector = {
  add(stream: StreamName, chunk: Uint8Array): void;
  /** Bytes of both streams so far, kept or not. */
  total(): number;
  read(): Output;
};

/**
 * Both streams interleaved as they arrive, and stdout alone; each keeps head and tail of `limit` bytes together. A character
 * split over two chunks waits for its second half, so the other stream never falls into the middle of it.
 */
export function createOutputCollector(limit: number): OutputCollector {
  const text = createTranscript(limit);
  const stdout = createTranscript(limit);
  const waiting: Record<StreamName, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  let total = 0;
  return {
    add(stream, chunk) {
      total += chunk.length;
      if (stream === "stdout") stdout.add(chunk);
      const whole = waiting[stream].length === 0 ? chunk : Buffer.concat([waiting[stream], chunk]);
      const complete = completeLength(whole);
      text.add(whole.subarray(0, complete));
      waiting[stream] = Buffer.from(whole.subarray(complete));
    },
    total: () => total,
    read() {
      text.add(Buffer.concat([waiting.stdout, waiting.stderr]));
      waiting.stdout = waiting.stderr = Buffer.alloc(0);
      return { ...text.read(), stdout: stdout.read().text };
    },
  };
}
