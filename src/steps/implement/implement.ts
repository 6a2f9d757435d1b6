import { z } from "zod";
import type { AgentOutcome } from "../../agents/agent.ts";
import { type Usage, usedNothing } from "../../domain/budget.ts";
import { nothing } from "../../domain/needs.ts";
import { resolveText } from "../../domain/reference.ts";
import { headOf } from "../../domain/whole-words.ts";
import { broken } from "../outcome.ts";
import type { StepContext, StepKind, StepOutcome } from "../step.ts";
import { writePrompt } from "./prompt.ts";

const ImplementInput = z.object({ spec: z.string().trim().min(1, "must say what to do") });
type ImplementInput = z.infer<typeof ImplementInput>;

/** Delegates work to an agent, who may change the files of the workspace (product: 2.6). */
export const implement: StepKind<ImplementInput> = {
  name: "implement",
  purpose: "delegate work on the files of the workspace to an agent (its name or a capability in `agent`); spec says what to do",
  input: ImplementInput,
  baseTier: "write",
  chained: true,
  last: false,
  delegates: true,
  needs: () => nothing,
  summarise: ({ spec }) => `delegates: ${shorten(spec)}`,
  commands: () => [],
  run: async ({ spec }, context) => {
    if (context.delegate === null) return broken("no agent was chosen for it. Change the plan, or configure an agent");
    const resolved = resolveText(spec, context);
    if (!resolved.ok) return broken(resolved.error);
    const outcome = await context.delegate.run({ prompt: writePrompt(resolved.value, context) });
    return tell(outcome, context.delegate.agent, context);
  },
};

function tell(outcome: AgentOutcome, agent: string, context: StepContext): StepOutcome | Promise<StepOutcome> {
  switch (outcome.kind) {
    case "done":
      return passed(outcome, agent, context);
    case "failed":
      return failed(outcome.reason, outcome, context);
    case "asks":
      return asking(outcome, agent, context);
    case "unavailable":
      return { kind: "broken", agent, reason: `${agent}: ${outcome.reason}`, transient: false, usage: usedNothing };
    case "broken":
      return { ...outcome, agent, reason: `${agent}: ${outcome.reason}` };
  }
}

type Account = { readonly account: string; readonly exitCode: number | null; readonly usage: Usage };

async function passed(
  { account, usage }: Extract<AgentOutcome, { kind: "done" }>,
  agent: string,
  context: StepContext,
): Promise<StepOutcome> {
  const headline = `${agent}: ${lastLine(account) ?? "done, and it said nothing"}`;
  return { kind: "passed", headline, output: account, exitCode: 0, artifacts: await context.artifacts(), usage };
}

async function failed(reason: string, { account, exitCode, usage }: Account, context: StepContext): Promise<StepOutcome> {
  return { kind: "failed", reason, headline: reason, output: account, exitCode, artifacts: await context.artifacts(), usage };
}

async function asking(
  { question, choices, usage }: Extract<AgentOutcome, { kind: "asks" }>,
  agent: string,
  context: StepContext,
): Promise<StepOutcome> {
  const headline = `${agent} asks: ${question}`;
  return {
    kind: "asks",
    agent,
    question,
    choices,
    headline,
    output: question,
    exitCode: null,
    artifacts: await context.artifacts(),
    usage,
  };
}

/** What it ends with says most: programs print their way first and their result last. */
function lastLine(text: string): string | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.findLast((line) => line !== "") ?? null;
}

function shorten(spec: string): string {
  const [line = ""] = spec.split("\n");
  return line.length > 120 ? `${headOf(line, 119)}…` : line;
}
