import type { z } from "zod";
import type { AgentOutcome, Assignment } from "../agents/agent.ts";
import type { Commands } from "../commands/command.ts";
import type { Brief } from "../domain/brief.ts";
import type { Usage } from "../domain/budget.ts";
import type { AgentAsks, Broken } from "../domain/event.ts";
import type { Result } from "../domain/fault.ts";
import type { StepCommand } from "../domain/kind.ts";
import type { Needs } from "../domain/needs.ts";
import type { Artifact, StepSpec } from "../domain/step.ts";
import type { Tier } from "../domain/tier.ts";
import type { Told } from "../domain/told.ts";
import type { ModelAnswer, ModelTool } from "../model/model.ts";
import type { Command, SandboxResult } from "../sandbox/sandbox.ts";

/** Contract of the step axis. The planner's prompt, validation, cards and tiers are derived from this declaration. */
export type StepKind<Input = unknown> = {
  readonly name: string;
  /** One line: what it is for. Goes into the planner's prompt and the docs. */
  readonly purpose: string;
  readonly input: z.ZodType<Input>;
  /** The least risk it ever has; needs only raise it. */
  readonly baseTier: Tier;
  /** Without dependencies it is chained to its predecessor (product: 2.3). Research stays parallel. */
  readonly chained: boolean;
  /** Must come after everything else (product: 2.3, `notify` last). */
  readonly last: boolean;
  /** It is done by an agent, who may change anything in the workspace unless the plan names paths. */
  readonly delegates?: true;
  /** The risk of this very input where it is more than `baseTier` says (a `notify` that leaves the task's room). */
  tier?(input: Input): Tier;
  /** Needs that follow from the input itself, united with what the plan says. */
  needs(input: Input): Needs;
  /** What it will do, in one line for people. */
  summarise(input: Input): string;
  /** What makes two inputs alike for a standing approval, where that is not the command it runs. */
  shape?(input: Input): string;
  /** The programs and shell texts it will run, for the plan's validation; empty for kinds that run nothing. */
  commands(input: Input): readonly StepCommand[];
  /** A kind that asks a person mid-run has `ask` and is never run. */
  ask?(input: Input): { readonly question: string; readonly choices: readonly string[] };
  run(input: Input, context: StepContext): Promise<StepOutcome>;
};

/** Everything a step may use. Its reach is the sandbox's grant; it never sees the host. */
export type StepContext = {
  readonly signal: AbortSignal;
  readonly step: StepSpec;
  readonly attempt: number;
  readonly brief: Brief;
  /** Outputs of steps it depends on, by id: redacted text, head and tail. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Procedure parameters and other values that reach commands as environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What may be run without a shell. */
  readonly commands: Commands;
  /** What may be asked of the model, or null when none is configured. */
  readonly think: StepThinking | null;
  /** Runs a command in the task's workspace with exactly this step's grant. */
  readonly run: (command: Command) => Promise<SandboxResult>;
  /** Who it is delegated to, behind their bounds; null for kinds that delegate nothing. */
  readonly delegate: Delegate | null;
  /** What was wrong with the result before, where this attempt is rework. */
  readonly rework: Rework | null;
  /** What was asked about this step and a person answered. */
  readonly answers: readonly Told[];
  /** Files the command left in /artifacts, collected safely after `run`. */
  readonly artifacts: () => Promise<readonly Artifact[]>;
  /** Keeps a text the step itself wrote as an artifact. */
  readonly keep: (name: string, text: string) => Promise<Artifact>;
  /** Says what it is doing now, on the live card. */
  readonly report: (doing: string) => void;
  /** Hands a text to somebody: kept in the outbox, delivered once. A fault where nobody of that name can be reached. */
  readonly tell: (to: string, text: string) => Promise<Result<null>>;
};

/** One agent, by name, and the way to hand it this step. */
export type Delegate = { readonly agent: string; readonly run: (assignment: Assignment) => Promise<AgentOutcome> };

/** What the evaluation or a person wants otherwise, and what the last attempt said of itself; null where none was finished. */
export type Rework = { readonly instructions: string; readonly account: string | null };

/** The model as steps see it: facts in, an answer out. Brief, prompts, budget and purpose are the caller's (model.md). */
export type StepThinking = {
  readonly research: (facts: ResearchFacts, tools: readonly ModelTool[]) => Promise<ModelAnswer<ResearchAnswer>>;
  readonly draft: (facts: DraftFacts) => Promise<ModelAnswer<{ readonly text: string }>>;
  readonly review: (facts: ReviewFacts) => Promise<ModelAnswer<ReviewAnswer>>;
};

/** Outputs of the steps it depends on, by id. Data with an origin, never instructions. */
type Material = Readonly<Record<string, string>>;

type ResearchFacts = { readonly query: string; readonly material: Material };
type DraftFacts = { readonly instruction: string; readonly material: Material };
type ReviewFacts = { readonly artifact: string; readonly content: string; readonly material: Material };

export type ResearchAnswer = {
  readonly answer: string;
  readonly sources: readonly { readonly kind: string; readonly ref: string; readonly quote: string }[];
};
export type ReviewAnswer = {
  readonly findings: readonly { readonly severity: string; readonly place: string; readonly text: string }[];
  readonly verdict: "pass" | "concerns" | "fail";
};

/** How a run ended. `failed` is the command's verdict; `broken` is ours (sandbox, model), or the agent's, and may be transient. */
export type StepOutcome =
  | ({ readonly kind: "passed" } & StepTrace)
  | ({ readonly kind: "failed"; readonly reason: string } & StepTrace)
  | (AgentAsks & StepTrace)
  | (Broken & { readonly usage: Usage });

/** What a run left behind. */
type StepTrace = {
  /** One line for people, as it came: cleaning and redacting are the caller's. */
  readonly headline: string;
  readonly output: string;
  /** Null where nothing ran or what ran was killed. */
  readonly exitCode: number | null;
  readonly artifacts: readonly Artifact[];
  readonly usage: Usage;
};
