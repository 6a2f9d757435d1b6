import type { Usage, UsedUp } from "../domain/budget.ts";
import type { AgentFacts } from "../domain/delegation.ts";
import type { Needs } from "../domain/needs.ts";
import type { Command, SandboxResult } from "../sandbox/sandbox.ts";

/** Contract of the agent axis: somebody an `implement` step can be delegated to (product: 2.6). It can request, never decide. */
export type Agent = {
  readonly name: string;
  readonly kind: string;
  /** What it is good at, in the words of whoever configured it. */
  readonly capabilities: readonly string[];
  readonly languages: readonly string[];
  /** Assignments it takes at once, in one process. */
  readonly concurrency: number;
  /** What one assignment is expected to cost, in micro-dollars; null: not metered. */
  readonly costMicros: number | null;
  /** What it needs whatever it is asked to do: network, secrets. Approved with every step that may reach it. */
  readonly needs: Needs;
  /** How long one assignment may take where the plan does not say. */
  readonly timeoutSeconds: number;
  /** Whom to ask when it is unavailable or breaks, in order. */
  readonly fallback: readonly string[];
  /** Whether it can be used on this machine now. Runs nothing outside the sandbox. */
  available(signal: AbortSignal): Promise<Availability>;
  run(assignment: Assignment, context: AgentContext): Promise<AgentOutcome>;
};

export type Availability =
  | { readonly ok: true; readonly version: string | null }
  | { readonly ok: false; readonly reason: string; readonly cure: string };

/** Runs a command in the sandbox with these needs, in a directory that is not the task's: for looking whether somebody is there. */
export type Probe = (command: Command, needs: Needs, signal: AbortSignal) => Promise<SandboxResult>;

/** What it is asked to do: one self-contained text. */
export type Assignment = { readonly prompt: string };

/** Everything an agent may use. Its reach is the sandbox's grant. */
export type AgentContext = {
  readonly signal: AbortSignal;
  /** Runs a command in the task's workspace with exactly the grant of the step. */
  readonly run: (command: Command) => Promise<SandboxResult>;
  /** Says what it is doing now, for the live card. */
  readonly report: (progress: Progress) => void;
};

/** What is known of a run that goes on; absent: not known. */
export type Progress = {
  /** What it is doing, in a few words. */
  readonly doing: string;
  /** 0 to 100. */
  readonly percent?: number;
  readonly tokens?: number;
  readonly costMicros?: number;
};

/** How an assignment ended. `failed` is the agent's own verdict, `broken` is not (`limit`: it could not be paid for); who is `unavailable` has not begun. */
export type AgentOutcome =
  | { readonly kind: "done"; readonly account: string; readonly usage: Usage }
  | { readonly kind: "failed"; readonly reason: string; readonly account: string; readonly exitCode: number | null; readonly usage: Usage }
  | { readonly kind: "unavailable"; readonly reason: string }
  /** It cannot go on without an answer; an agent's question, to be labelled as one. */
  | { readonly kind: "asks"; readonly question: string; readonly choices: readonly string[]; readonly usage: Usage }
  | { readonly kind: "broken"; readonly reason: string; readonly transient: boolean; readonly limit?: UsedUp; readonly usage: Usage };

/** All agents of an installation, each behind its circuit breaker. Their bounds are kept by whoever starts assignments. */
export type Agents = {
  readonly all: readonly Agent[];
  /** What the heart must know to choose, as far as it is known now; who was never looked at counts as available. */
  facts(): readonly AgentFacts[];
  /** The same after looking at every agent. */
  look(signal: AbortSignal): Promise<readonly AgentFacts[]>;
  /** Delegates to one agent by name; one that is gone, or left alone after failures, is unavailable. */
  run(name: string, assignment: Assignment, context: AgentContext): Promise<AgentOutcome>;
};
