import { join } from "node:path";
import type { CheckCommand } from "../domain/check-command.ts";
import { type Autonomy, defaultPolicy, type Policy } from "../domain/policy.ts";
import type { Price } from "../domain/price.ts";
import type { SetupSpec } from "../domain/setup-spec.ts";
import { type Tier, tiers } from "../domain/tier.ts";
import type { Environment } from "./environment.ts";
import type { ConfigFile, SandboxBackend } from "./file-schema.ts";
import { expandHome } from "./home.ts";
import { addressOf } from "./variable.ts";

export type ModelConfig = {
  readonly name: string;
  /** Null: the client's own default. */
  readonly baseUrl: string | null;
  readonly timeoutMs: number;
  /** The longest answer that is asked for, in tokens: what a call may cost is known before it is made. */
  readonly mostAnswerTokens: number;
  /** Integer micro-dollars per million tokens; null is "not metered", never $0 (product: 2.9). */
  readonly price: Price | null;
};

export type SpaceConfig = {
  readonly name: string;
  readonly path: string;
  /** What is asked for in these rooms is asked for in this space: `slack:C1`, `slack:T1/C1`, `slack:T1/*`, or `slack:*` for the rooms nobody names. */
  readonly rooms: readonly string[];
  /** Null: what the request or the command line says, else the product's default. */
  readonly workspace: "view" | "copy" | "worktree" | null;
  /** Null: as everywhere. */
  readonly autonomy: Autonomy | null;
  /** Instead of the checks found in the workspace; null: use those. */
  readonly checks: readonly CheckCommand[] | null;
  /** What holds for its tasks: the installation's policy with what the space has otherwise. */
  readonly policy: PolicyConfig;
  /** What makes a copy or a worktree ready to run in, or null. */
  readonly setup: SetupSpec | null;
};

/** The policy but for its owner, who is known to the database. */
export type PolicyConfig = Omit<Policy, "owner">;

/** What differs from the sandbox's own limits; null where nothing was said. */
export type SandboxConfig = {
  readonly memoryBytes: number | null;
  readonly timeoutMs: number | null;
  readonly processes: number | null;
  /** Which sandbox, by its name; null: the preferred one. */
  readonly backend: SandboxBackend | null;
  /** The image that commands run in, and the processors that one of them may use. */
  readonly docker: { readonly image: string | null; readonly cpus: number | null };
};

/** The model, or null when neither file nor environment names one. The environment wins. */
export function modelOf({ model }: ConfigFile, environment: Environment): ModelConfig | null {
  const name = environment.model ?? model?.name ?? null;
  const baseUrl = addressOf("OPENAI_BASE_URL", environment.openaiBaseUrl) ?? model?.base_url ?? null;
  if (name === null) return null;
  const price = model?.price
    ? { inputMicrosPerMillion: micros(model.price.input), outputMicrosPerMillion: micros(model.price.output) }
    : null;
  const timeoutMs = Math.round((model?.timeout_seconds ?? 120) * 1000);
  return { name, baseUrl, timeoutMs, mostAnswerTokens: model?.max_output_tokens ?? 16_384, price };
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
    rooms: space.rooms ?? [],
    workspace: space.workspace ?? null,
    autonomy: space.autonomy ?? null,
    checks: checks ?? null,
    policy: withMonth(withRules(policy, space), { space: space.limits?.month }),
    setup: space.setup ? setupOf(space.setup) : null,
  };
}

function setupOf(setup: NonNullable<NonNullable<ConfigFile["spaces"]>[number]["setup"]>): SetupSpec {
  const { command, network, secrets, cache, timeout_minutes: minutes = 10 } = setup;
  return { command, network: network ?? [], secrets: secrets ?? [], cache: cache ?? [], timeoutMs: Math.round(minutes * 60_000) };
}

/** The policy; what the file leaves open has the product's default. */
export function policyOf(file: ConfigFile): PolicyConfig {
  const { owner: _, ...usual } = defaultPolicy;
  const { rounds = usual.interview.rounds, questions = usual.interview.questions } = file.interview ?? {};
  const parallelSteps = file.parallel?.task ?? usual.parallelSteps;
  const month = file.limits?.month;
  const agentAccounts = (file.agents ?? []).flatMap((agent) => agent.accounts ?? []);
  const policy = withRules({ ...usual, parallelSteps, agentAccounts, interview: { ...usual.interview, rounds, questions } }, file);
  return withMonth(policy, { installation: month, person: month?.person });
}

/** What the file says of the installation, and again of a space: each key stands for itself. */
type Rules = Pick<ConfigFile, "autonomy" | "requesters" | "thresholds" | "approvals"> & { readonly limits?: Own | null | undefined };
type Own = Omit<NonNullable<ConfigFile["limits"]>, "month">;
type Shared = Pick<Own, "cost" | "tokens">;

function withRules(usual: PolicyConfig, { autonomy, requesters, limits, thresholds, approvals }: Rules): PolicyConfig {
  return {
    ...usual,
    autonomy: autonomy ?? usual.autonomy,
    requesters: requesters ?? usual.requesters,
    limits: spendingOf(limits ?? {}, usual.limits),
    thresholds: { green: thresholds?.green ?? usual.thresholds.green, yellow: thresholds?.yellow ?? usual.thresholds.yellow },
    approvals: approvalsOf(approvals ?? {}, usual.approvals),
  };
}

/** Caps of a month are the installation's, a space's or a person's: none takes another's place. */
function withMonth(policy: PolicyConfig, said: Partial<Record<keyof PolicyConfig["month"], Shared | null | undefined>>): PolicyConfig {
  const caps = Object.entries(said).map(([whose, cap]) => [
    whose,
    { costMicros: scaled(cap?.cost ?? null, 1_000_000), tokens: scaled(cap?.tokens ?? null, 1) },
  ]);
  return { ...policy, month: { ...policy.month, ...Object.fromEntries(caps) } };
}

function spendingOf({ cost, tokens, minutes, regenerations }: Own, usual: PolicyConfig["limits"]): PolicyConfig["limits"] {
  return {
    costMicros: cost === undefined ? usual.costMicros : scaled(cost, 1_000_000),
    tokens: tokens === undefined ? usual.tokens : scaled(tokens, 1),
    activeMs: minutes === undefined ? usual.activeMs : scaled(minutes, 60_000),
    regenerations: regenerations === undefined ? usual.regenerations : scaled(regenerations, 1),
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
    backend: sandbox?.backend ?? null,
    docker: { image: sandbox?.docker?.image ?? null, cpus: sandbox?.docker?.cpus ?? null },
  };
}

/** The limits an operator set, without those that nothing was said of. */
export function limitsOf({ memoryBytes, processes, timeoutMs }: SandboxConfig) {
  return {
    ...(memoryBytes === null ? {} : { memoryBytes }),
    ...(processes === null ? {} : { processes }),
    ...(timeoutMs === null ? {} : { timeoutMs }),
  };
}

function micros(dollars: number): number {
  return Math.round(dollars * 1_000_000);
}

function scaled(value: number | "none" | null, factor: number): number | null {
  return value === null || value === "none" ? null : Math.round(value * factor);
}
