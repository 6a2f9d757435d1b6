import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOutputCollector } from "../../src/sandbox/output.ts";
import { createTranscript } from "../../src/sandbox/transcript.ts";

function transcribe(chunks: readonly Uint8Array[], limit: number) {
  const transcript = createTranscript(limit);
  for (const chunk of chunks) transcript.add(chunk);
  return transcript.read();
}

describe("a transcript", () => {
  test("keeps everything that fits, however it was cut into chunks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(20)), (text, sizes) => {
        const bytes = Buffer.from(text);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        chunks.push(bytes.subarray(at));
        expect(transcribe(chunks, bytes.length)).toEqual({ text: bytes.toString(), omittedBytes: 0 });
      }),
    );
  });

  test("keeps the first and the last bytes, and accounts for every byte between them", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 30 }), fc.nat(40), (parts, limit) => {
        const whole = parts.map((part) => part.replace(/[^a-z]/g, "x")).join("");
        const { text, omittedBytes } = transcribe(
          parts.map((part) => Buffer.from(part.replace(/[^a-z]/g, "x"))),
          limit,
        );
        const dropped = Math.max(0, whole.length - limit);
        expect(omittedBytes).toBe(dropped);
        const head = whole.slice(0, Math.ceil(limit / 2));
        const tail = whole.slice(whole.length - Math.floor(limit / 2));
        expect(text).toBe(dropped === 0 ? whole : `${head}\n… ${dropped} bytes omitted …\n${tail}`);
      }),
    );
  });

  test("shows a word at the gap whole or not at all, so that no half of a secret gets past who looks for it", () => {
    const output = Buffer.from(`${"word ".repeat(20)}hunter2-secret ${"more ".repeat(40)}hunter2-secret ${"last ".repeat(20)}`);
    for (let limit = 40; limit < output.length; limit++) {
      const { text, omittedBytes } = transcribe([output], limit);
      expect(text.replaceAll("hunter2-secret", ""), String(limit)).not.toMatch(/hunt|cret/);
      expect(Buffer.byteLength(text.replace(/\n… \d+ bytes omitted …\n/, "")) + omittedBytes).toBe(output.length);
    }
  });

  test("never shows a part of a character at the gap", () => {
    for (let limit = 0; limit < 40; limit++) {
      const { text, omittedBytes } = transcribe([Buffer.from("aä€😀".repeat(20))], limit);
      expect(text).not.toContain("\uFFFD");
      expect(Buffer.byteLength(text.replace(/\n… \d+ bytes omitted …\n/, "")) + omittedBytes).toBe(200);
    }
  });
});

test("a character that arrives in two halves is not torn apart by the other stream", () => {
  const [first, second] = [Buffer.from("ä").subarray(0, 1), Buffer.from("ä").subarray(1)];
  const collector = createOutputCollector(100);
  collector.add("stdout", first);
  collector.add("stderr", Buffer.from("err"));
  collector.add("stdout", second);
  expect(collector.read()).toEqual({ text: "errä", stdout: "ä", omittedBytes: 0 });
  expect(collector.total()).toBe(5);
});
