import type { Result } from "../../domain/fault.ts";
import { readReply } from "../lenient.ts";
import type { ModelQuestion } from "../model.ts";
import type { Completion } from "./completion.ts";
import { faultOf, unreadableFault } from "./fault.ts";
import { formInWords } from "./form.ts";
import type { WireMessage } from "./server.ts";
import { answerCalls } from "./tool-calls.ts";
import { type Setting, takeTurn } from "./turn.ts";

/** Rounds of tool calls before an answer is asked for without tools. */
const mostRounds = 8;
/** What is kept of an unreadable reply when it is sent back, in characters. */
const longestEcho = 20_000;

/** Asks until there is a valid answer: tool rounds, the answer, and one turn to correct it (architecture: names that stay fixed). */
export async function findAnswer<T>(setting: Setting, question: ModelQuestion<T>): Promise<Result<T>> {
  const thread: WireMessage[] = question.messages.map(({ role, content }) => ({ role, content }));
  const first = await answerAfterTools(setting, question, thread);
  if (!first.ok) return first;
  const read = readReply(question.schema, first.value.text);
  if (read.ok) return read;
  thread.push(...correction(first.value.text, read.problem, setting));
  const second = await takeTurn(setting, thread, []);
  if (!second.ok) return second;
  const corrected = readReply(question.schema, second.value.text);
  return corrected.ok ? corrected : { ok: false, fault: unreadableFault(setting.server, question.purpose, corrected.problem) };
}

/** The first turn without tool calls. Grows the thread by what was called and what came back. */
async function answerAfterTools<T>(setting: Setting, question: ModelQuestion<T>, thread: WireMessage[]): Promise<Result<Completion>> {
  const tools = question.tools ?? [];
  if (tools.length === 0) return takeTurn(setting, thread, []);
  for (let round = 0; round < mostRounds; round += 1) {
    const turn = await takeTurn(setting, thread, tools);
    if (!turn.ok || turn.value.calls.length === 0) return turn;
    thread.push(...(await answerCalls(turn.value, tools, setting.signal)));
    if (setting.signal.aborted) return { ok: false, fault: faultOf({ kind: "cancelled" }, setting.server) };
  }
  thread.push({ role: "user", content: "No more tool calls are possible. Answer now with what you know." });
  return takeTurn(setting, thread, []);
}

function correction(reply: string, problem: string, { form }: Setting): readonly WireMessage[] {
  const echo = reply.trim() === "" ? "(empty)" : reply.slice(0, longestEcho);
  return [
    { role: "assistant", content: echo },
    { role: "user", content: `That reply cannot be used: ${problem}. Give the whole corrected answer. ${formInWords(form)}` },
  ];
}
