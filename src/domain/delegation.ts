import { type Needs, nothing, unite } from "./needs.ts";
import type { StepDraft } from "./plan.ts";
import type { Step, StepSpec } from "./step.ts";

/** What the heart knows of somebody a step can be delegated to (product: agent). */
export type AgentFacts = {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly languages: readonly string[];
  /** What it always needs, whatever it is asked. */
  readonly needs: Needs;
  /** Estimated cost of one assignment in micro-dollars; null: not metered. */
  readonly costMicros: number | null;
  /** Who is asked next where it cannot be had. */
  readonly fallback: readonly string[];
  /** How long one assignment may take where the plan does not say. */
  readonly timeoutSeconds: number;
  /** Why it cannot be used on this machine now, with the cure; null when it can. */
  readonly lacking: string | null;
};

/** Who may do a step, the first choice first, or why nobody may. */
type Chosen = { readonly ok: true; readonly chain: readonly AgentFacts[] } | { readonly ok: false; readonly error: string };

/**
 * Chooses by name, by `capability:<word>`, by a word that is a capability or a language, or, asked for nobody in
 * particular, the first that can be used; their fallbacks come after them. Whoever cannot be used now is left out, so
 * that nothing is approved for them (product: 2.6).
 */
function chooseAgents(asked: string | null, facts: readonly AgentFacts[]): Chosen {
  if (facts.length === 0) {
    return refuse("no agent is configured; plan it without implement steps, or name one under `agents` in the configuration.");
  }
  const found = asked === null ? anybody(facts) : matching(asked, facts);
  if (found.length === 0) return refuse(`there is no agent "${asked}"; known: ${facts.map(told).join(", ")}.`);
  const chain = withFallbacks(found, facts);
  const usable = chain.filter((one) => one.lacking === null);
  if (usable.length > 0) return { ok: true, chain: usable };
  return refuse(`no agent can do it now: ${chain.map((one) => `${one.name}: ${one.lacking}`).join("; ")}`);
}

/** What delegating adds to a step: who may do it, everything they need, what it may cost and how long it may take. */
export type Delegation = Pick<StepSpec, "agents" | "needs" | "costMicros" | "timeoutSeconds">;

/** What is approved with a step that is delegated, or why it cannot be. Whoever of the chain does it may cost the most of them. */
export function planDelegation(
  { agent, needs, timeoutSeconds }: Pick<StepDraft, "agent" | "needs" | "timeoutSeconds">,
  facts: readonly AgentFacts[],
): { readonly ok: true; readonly value: Delegation } | { readonly ok: false; readonly error: string } {
  const chosen = chooseAgents(agent, facts);
  if (!chosen.ok) return chosen;
  const { chain } = chosen;
  const costs = chain.flatMap((one) => (one.costMicros === null ? [] : [one.costMicros]));
  // Whoever changes files and was given no paths may change anything in the workspace.
  const writes = needs.writes.length > 0 ? [] : ["."];
  const value: Delegation = {
    agents: chain.map((one) => one.name),
    needs: chain.reduce((all, one) => unite(all, one.needs), { ...nothing, writes }),
    costMicros: costs.length < chain.length ? null : Math.max(...costs),
    timeoutSeconds: timeoutSeconds ?? Math.max(...chain.map((one) => one.timeoutSeconds)),
  };
  return { ok: true, value };
}

/** Who does the next attempt: the first of the chain who was not tried yet. Null when all were, or nobody is needed. */
export function agentFor({ agents, tried }: Pick<Step, "agents" | "tried">): string | null {
  return agents.find((name) => !tried.includes(name)) ?? null;
}

/** Whether everybody who might do it was tried: only a person can tell how to go on. */
export function isOutOfAgents(step: Pick<Step, "agents" | "tried">): boolean {
  return step.agents.length > 0 && agentFor(step) === null;
}

/**
 * The step after its agent could not be had, or broke for good: the next of the chain takes it at once, or, when all were
 * tried, a person is asked (product: 2.6). Reasons add up.
 */
export function handOn(step: Step, agent: string, why: string): Step {
  const tried = [...new Set([...step.tried, agent])];
  const reason = [step.tried.length > 0 ? step.reason : null, why].filter((one) => one).join("; ");
  const next = { ...step, tried, reason, faults: 0, notBefore: null };
  return { ...next, status: isOutOfAgents(next) ? "awaiting_review" : "pending" };
}

function anybody(facts: readonly AgentFacts[]): readonly AgentFacts[] {
  const usable = facts.find((one) => one.lacking === null);
  return usable ? [usable] : facts;
}

function matching(asked: string, facts: readonly AgentFacts[]): readonly AgentFacts[] {
  const named = facts.filter((one) => one.name === asked);
  if (named.length > 0) return named;
  const word = asked
    .replace(/^(?:capability|language):/i, "")
    .trim()
    .toLowerCase();
  return facts.filter((one) => [...one.capabilities, ...one.languages].some((has) => has.toLowerCase() === word));
}

/** Who was asked for first, then who stands in for them; each at its first place only, so that a circle ends where it began. */
function withFallbacks(found: readonly AgentFacts[], facts: readonly AgentFacts[]): readonly AgentFacts[] {
  const chain = new Set(found);
  // A set goes on to what is added while it is walked.
  for (const one of chain) for (const name of one.fallback) for (const next of facts) if (next.name === name) chain.add(next);
  return [...chain];
}

function told({ name, capabilities, languages }: AgentFacts): string {
  const words = [...languages, ...capabilities];
  return words.length === 0 ? name : `${name} (${words.join(", ")})`;
}

function refuse(error: string): Chosen {
  return { ok: false, error };
}
