import { isConnectionLost } from "../../domain/connection-lost.ts";
import { Problem } from "../../domain/problem.ts";
import { clipped, quoted } from "../../domain/quotation.ts";
import { readValue } from "../lenient.ts";
import type { ModelTool } from "../model.ts";
import type { Completion, ToolCall } from "./completion.ts";
import type { Request, WireMessage } from "./server.ts";
import { parametersSchema } from "./wire-schema.ts";

/** Calls answered in one round; the rest is told to come again. */
const mostCalls = 16;
/** What one call may bring into the conversation, in characters. */
const longestResult = 50_000;

/** The tools as a request offers them. */
export function offer(tools: readonly ModelTool[]): Pick<Request, "tools"> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, input }) => ({
      type: "function",
      function: { name, description, parameters: parametersSchema(input) },
    })),
  };
}

/** The model's turn and the results of its calls, as the conversation goes on. Results are quoted: they are data (model.md). */
export async function answerCalls(turn: Completion, tools: readonly ModelTool[], signal: AbortSignal): Promise<readonly WireMessage[]> {
  const results = await allOf(
    turn.calls.map(async (call, index) => (index < mostCalls ? runCall(call, tools, signal) : "Too many calls at once; call again.")),
  );
  const asked: WireMessage = {
    role: "assistant",
    content: turn.text || null,
    tool_calls: turn.calls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })),
  };
  return [asked, ...turn.calls.map((call, index): WireMessage => ({ role: "tool", tool_call_id: call.id, content: results[index] ?? "" }))];
}

/** Waits for every call, also when one breaks: nothing of them runs on when the question has ended. */
async function allOf(calls: readonly Promise<string>[]): Promise<readonly string[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}

async function runCall(call: ToolCall, tools: readonly ModelTool[], signal: AbortSignal): Promise<string> {
  const tool = tools.find((one) => one.name === call.name);
  if (!tool) return `There is no tool "${call.name}"; use one of ${tools.map((one) => one.name).join(", ")}.`;
  const input = readArguments(tool, call.arguments);
  if (!input.ok) return `The arguments of ${tool.name} are wrong (${input.problem}); call it again with correct ones.`;
  try {
    return quoted(`tool ${tool.name}`, clipped(await tool.run(input.value, signal), longestResult));
  } catch (error) {
    // Faults of ours are no answer: the model cannot mend them, and would go on from a wrong one.
    if (isConnectionLost(error) || error instanceof Problem) throw error;
    return `${tool.name} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** No arguments at all are an empty object. */
function readArguments(tool: ModelTool, text: string): ReturnType<typeof readValue> {
  return readValue(tool.input, text.trim() === "" ? {} : text);
}
