import { Transform } from "node:stream";
import { z } from "zod";
import type { Tokens } from "../domain/network-request.ts";
import type { Headers } from "./headers.ts";

const count = z.number().int().nonnegative().catch(0);

/** What services of models say they used: the two usual shapes. What was written into and read from a cache is part of the prompt. */
const Usage = z.object({
  prompt_tokens: count,
  input_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  completion_tokens: count,
  output_tokens: count,
});
const Answer = z.object({
  usage: Usage.nullish(),
  message: z.object({ usage: Usage.nullish() }).nullish(),
  response: z.object({ usage: Usage.nullish() }).nullish(),
});

/** Larger answers are not taken apart: they pass, and are not metered. */
const largest = 4 * 1024 ** 2;

/**
 * Listens to an answer that passes by for the tokens it says it used, of one piece or as a stream of events, whose numbers grow:
 * each is told as it comes, for a command may break off before the last. Of a service that is paid by them it is told at once that
 * something is used. Null where the answer is neither.
 */
export function createMeter(headers: Headers, tell: (tokens: Tokens) => void, isService: boolean): Transform | null {
  let most: Tokens = { prompt: 0, completion: 0 };
  if (isService) tell(most);
  const type = headers.get("content-type")?.[0] ?? "";
  const isStream = /^text\/event-stream\b/i.test(type);
  if (!isStream && !/^application\/(?:[\w.+-]*\+)?json\b/i.test(type)) return null;
  let text = "";
  const read = (piece: string) => {
    const found = piece.includes('"usage"') ? tokensIn(piece) : null;
    if (found === null) return;
    most = { prompt: Math.max(most.prompt, found.prompt), completion: Math.max(most.completion, found.completion) };
    if (most.prompt + most.completion > 0) tell(most);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      text = text.length > largest ? text : text + chunk.toString("latin1");
      const lines = isStream ? text.split("\n") : [text];
      text = lines.pop() ?? "";
      for (const line of lines) read(line.replace(/^data:/, ""));
      done(null, chunk);
    },
    flush(done) {
      read(text.replace(/^data:/, ""));
      done();
    },
  });
}

function tokensIn(text: string): Tokens | null {
  try {
    const { usage, message, response } = Answer.parse(JSON.parse(text));
    const used = usage ?? message?.usage ?? response?.usage;
    if (!used) return null;
    const prompt = used.prompt_tokens + used.input_tokens + used.cache_creation_input_tokens + used.cache_read_input_tokens;
    return { prompt, completion: used.completion_tokens + used.output_tokens };
  } catch {
    return null;
  }
}
