import type { AgentOutcome, Progress } from "../../agents/agent.ts";
import { addUsage, usedNothing } from "../../domain/budget.ts";
import type { Running } from "../../domain/card.ts";
import { agentFor } from "../../domain/delegation.ts";
import type { Purse } from "../../domain/purse.ts";
import type { Step } from "../../domain/step.ts";
import type { StepContext } from "../../steps/step.ts";
import type { Engine } from "../engine.ts";
import type { NetworkLog } from "./network-log.ts";

/** What a running step is at, as its card shows it. */
export type News = Omit<Running, "step" | "since">;

/** One attempt of a step as far as handing it on goes. */
type Handed = {
  readonly step: Step;
  readonly purse: Purse;
  readonly network: NetworkLog;
  readonly signal: AbortSignal;
  readonly report: (news: News) => void;
};

/** Beyond an assignment's own time: telling the ledger, in milliseconds. */
const aroundMs = 60_000;
const nothingMore = { most: 0, least: 0, microsPerMillion: 0 };

/**
 * The agent whose turn it is, paid for before it begins. What it is told passes the one gate for everything outbound, like a
 * prompt for a model.
 */
export function delegateOf(engine: Engine, handed: Handed, run: StepContext["run"]): StepContext["delegate"] {
  const { step, signal } = handed;
  const agent = agentFor(step);
  if (agent === null) return null;
  const report = (progress: Progress) => handed.report(newsOf(engine, progress));
  return {
    agent,
    run: ({ prompt }) =>
      payFor(handed, costOf(engine, agent), () =>
        engine.agents.run(agent, { prompt: engine.outbound.text(prompt) }, { signal, run, report }),
      ),
  };
}

/** What one assignment is expected to cost; null: not metered. */
function costOf({ agents }: Engine, name: string): number | null {
  return agents.all.find((one) => one.name === name)?.costMicros ?? null;
}

/** Reserves the estimate and settles it with what the agent tells; nothing is spent that was not reserved (product: 2.5). */
async function payFor(
  { step, purse, network, signal }: Handed,
  costMicros: number | null,
  work: () => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  const ask = {
    purpose: `step ${step.id}`,
    base: { costMicros, tokens: 0 },
    answer: nothingMore,
    lastsMs: step.timeoutSeconds * 1000 + aroundMs,
  };
  const held = await purse.reserve(ask, signal);
  if (!held.ok) {
    const { message, transient, limit } = held.fault;
    return { kind: "broken", reason: message, transient, usage: usedNothing, ...(limit === undefined ? {} : { limit }) };
  }
  try {
    const outcome = await work();
    await held.value.settle(addUsage("usage" in outcome ? outcome.usage : usedNothing, network.used()));
    return outcome;
  } catch (error) {
    await held.value.settle(null);
    throw error;
  }
}

/**
 * Books the tokens that a model's service told a step of which no agent tells them: they have no price, and count. They are spent,
 * also when the step was stopped meanwhile or a limit is used up.
 */
export async function bookNetwork({ step, purse, network, signal }: Omit<Handed, "report">): Promise<void> {
  if (agentFor(step) !== null || !network.isUsed()) return;
  const { promptTokens, completionTokens } = network.used();
  const base = { costMicros: null, tokens: 0 };
  const held = await purse.reserve({ purpose: `step ${step.id}`, base, answer: nothingMore, lastsMs: aroundMs, isSpent: true }, signal);
  if (held.ok) await held.value.settle({ promptTokens, completionTokens, costMicros: null });
}

/** Progress as the card shows it: it is an agent's text, so it is cleaned and short. */
export function newsOf({ outbound }: Pick<Engine, "outbound">, { doing, percent, tokens, costMicros }: Progress): News {
  return { doing: outbound.line(doing, 120), percent: percent ?? null, tokens: tokens ?? null, costMicros: costMicros ?? null };
}
