import { join } from "node:path";
import type { CheckCommand } from "../domain/check-command.ts";
import { type Autonomy, defaultPolicy, type Policy } from "../domain/policy.ts";
import { type Tier, tiers } from "../domain/tier.ts";
import type { Environment } from "./environment.ts";
import type { ConfigFile } from "./file-schema.ts";
import { expandHome } from "./home.ts";
import { addressOf } from "./variable.ts";

export type ModelConfig = {
  readonly name: string;
  /** Null: the client's own default. */
  readonly baseUrl: string | null;
  readonly timeoutMs: number;
  /** Integer micro-dollars per million tokens; null is "not metered", never $0 (product: 2.9). */
  readonly price: { readonly inputMicrosPerMillion: number; readonly outputMicrosPerMillion: number } | null;
};

export type SpaceConfig = {
  readonly name: string;
  readonly path: string;
  /** Null: what the request or the command line says, else the product's default. */
  readonly workspace: "view" | "copy" | "worktree" | null;
  /** Null: as everywhere. */
  readonly autonomy: Autonomy | null;
  /** Instead of the checks found in the workspace; null: use those. */
  readonly checks: readonly CheckCommand[] | null;
  /** What holds for its tasks: the installation's policy with what the space has otherwise. */
  readonly policy: PolicyConfig;
};

/** The policy but for its owner, who is known to the database. */
export type PolicyConfig = Omit<Policy, "owner">;

/** What differs from the sandbox's own limits; null where nothing was said. */
export type SandboxConfig = { readonly memoryBytes: number | null; readonly timeoutMs: number | null; readonly processes: number | null };

/** The model, or null when neither file nor environment names one. The environment wins. */
export function modelOf({ model }: ConfigFile, environment: Environment): ModelConfig | null {
  const name = environment.model ?? model?.name ?? null;
  const baseUrl = addressOf("OPENAI_BASE_URL", environment.openaiBaseUrl) ?? model?.base_url ?? null;
  if (name === null) return null;
  const price = model?.price
    ? { inputMicrosPerMillion: micros(model.price.input), outputMicrosPerMillion: micros(model.price.output) }
    : null;
  return { name, baseUrl, timeoutMs: Math.round((model?.timeout_seconds ?? 120) * 1000), price };
}

/** A space, its path spelled out. */
export function spaceOf(space: NonNullable<ConfigFile["spaces"]>[number], policy: PolicyConfig, userHome: string): SpaceConfig {
  const checks = space.checks?.map((check) => ({
    check: check.name,
    purpose: check.purpose,
    title: check.command.join(" "),
    argv: check.command,
    directory: check.directory ?? ".",
    required: check.required ?? true,
  }));
  return {
    name: space.name,
    path: join(expandHome(space.path, userHome)),
    workspace: space.workspace ?? null,
    autonomy: space.autonomy ?? null,
    checks: checks ?? null,
    policy: withRules(policy, space),
  };
}

/** The policy; what the file leaves open has the product's default. */
export function policyOf(file: ConfigFile): PolicyConfig {
  const { owner: _, ...usual } = defaultPolicy;
  const { rounds = usual.interview.rounds, questions = usual.interview.questions } = file.interview ?? {};
  const parallelSteps = file.parallel?.task ?? usual.parallelSteps;
  return withRules({ ...usual, parallelSteps, interview: { ...usual.interview, rounds, questions } }, file);
}

/** What the file says of the installation, and again of a space: each key stands for itself. */
type Rules = Pick<ConfigFile, "autonomy" | "requesters" | "limits" | "thresholds" | "approvals">;

function withRules(usual: PolicyConfig, { autonomy, requesters, limits, thresholds, approvals }: Rules): PolicyConfig {
  return {
    ...usual,
    autonomy: autonomy ?? usual.autonomy,
    requesters: requesters ?? usual.requesters,
    limits: limitsOf(limits ?? {}, usual.limits),
    thresholds: { green: thresholds?.green ?? usual.thresholds.green, yellow: thresholds?.yellow ?? usual.thresholds.yellow },
    approvals: approvalsOf(approvals ?? {}, usual.approvals),
  };
}

function limitsOf({ cost, tokens, minutes }: NonNullable<ConfigFile["limits"]>, usual: PolicyConfig["limits"]): PolicyConfig["limits"] {
  return {
    costMicros: cost === undefined ? usual.costMicros : scaled(cost, 1_000_000),
    tokens: tokens === undefined ? usual.tokens : scaled(tokens, 1),
    activeMs: minutes === undefined ? usual.activeMs : scaled(minutes, 60_000),
    regenerations: usual.regenerations,
  };
}

function approvalsOf(file: NonNullable<ConfigFile["approvals"]>, usual: PolicyConfig["approvals"]): PolicyConfig["approvals"] {
  return {
    expiresMs: scaled(file.expires_hours ?? null, 3_600_000) ?? usual.expiresMs,
    onExpiry: file.on_expiry ?? usual.onExpiry,
    deferMs: scaled(file.defer_days ?? null, 24 * 3_600_000) ?? usual.deferMs,
    approvers: { ...usual.approvers, ...approversOf(file.approvers ?? {}) },
    fourEyes: file.four_eyes ?? usual.fourEyes,
    quorum: file.quorum ?? usual.quorum,
    confirmFrom: file.confirm_from ?? usual.confirmFrom,
    onlyOn: file.only_on ?? usual.onlyOn,
    membersAnswer: file.members_answer ?? usual.membersAnswer,
  };
}

function approversOf(named: Readonly<Record<string, readonly string[] | null | undefined>>): Partial<Record<Tier, readonly string[]>> {
  return Object.fromEntries(tiers.flatMap((tier) => (named[tier] == null ? [] : [[tier, named[tier]]])));
}

/** The sandbox's limits in bytes and milliseconds. */
export function sandboxOf({ sandbox }: ConfigFile): SandboxConfig {
  return {
    memoryBytes: scaled(sandbox?.memory_mb ?? null, 1024 ** 2),
    timeoutMs: scaled(sandbox?.timeout_minutes ?? null, 60_000),
    processes: sandbox?.processes ?? null,
  };
}

function micros(dollars: number): number {
  return Math.round(dollars * 1_000_000);
}

function scaled(value: number | "none" | null, factor: number): number | null {
  return value === null || value === "none" ? null : Math.round(value * factor);
}
