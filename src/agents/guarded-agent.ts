import { type Breaker, newBreaker, noteRun, settleBreaker } from "../domain/breaker.ts";
import type { Agent, AgentContext, AgentOutcome, Assignment, Availability } from "./agent.ts";

/** One agent behind its circuit breaker, with what was last seen of it. */
export type GuardedAgent = {
  readonly agent: Agent;
  /** What the last look found; null before the first. */
  seen(): Availability | null;
  look(signal: AbortSignal): Promise<void>;
  run(assignment: Assignment, context: AgentContext): Promise<AgentOutcome>;
};

/** How long a look counts, in milliseconds. */
const freshMs = 60_000;

/** Guards an agent. `now` is the clock, in milliseconds since the epoch. */
export function guardAgent(agent: Agent, now: () => number): GuardedAgent {
  let breaker: Breaker = newBreaker;
  let seen: { readonly found: Availability; readonly at: number } | null = null;
  return {
    agent,
    seen: () => seen?.found ?? null,
    look: async (signal) => {
      if (seen && now() - seen.at < freshMs) return;
      seen = { found: await agent.available(signal), at: now() };
    },
    run: async (assignment, context) => {
      breaker = settleBreaker(breaker, now());
      if (breaker.state === "open") return leftAlone(breaker.until - now());
      let isRefused = false;
      const run: AgentContext["run"] = async (command) => {
        const result = await context.run(command);
        isRefused ||= result.kind === "refused";
        return result;
      };
      const outcome = await agent.run(assignment, { ...context, run });
      // Whoever was told to stop, or was not let in, has not failed.
      if (!context.signal.aborted && !isRefused) breaker = noteRun(breaker, isWell(outcome), now());
      return outcome;
    },
  };
}

function leftAlone(ms: number): AgentOutcome {
  return { kind: "unavailable", reason: `it failed again and again and is left alone for ${Math.ceil(ms / 1000)} s more` };
}

function isWell({ kind }: AgentOutcome): boolean {
  return kind === "done" || kind === "asks";
}
