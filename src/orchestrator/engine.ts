import type { Agents } from "../agents/agent.ts";
import type { Commands } from "../commands/command.ts";
import type { Context } from "../domain/context.ts";
import type { Kinds } from "../domain/kind.ts";
import type { Policy } from "../domain/policy.ts";
import type { SecretFacts } from "../domain/secret.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Sandbox, SandboxLimits } from "../sandbox/sandbox.ts";
import type { StepKind } from "../steps/step.ts";
import type { AuditTrail } from "../store/audit/trail.ts";
import { loadDirectory } from "../store/people.ts";
import type { Reader } from "../store/transaction.ts";
import type { Thinker } from "../thinking/thinker.ts";
import type { Verifier } from "../verification/verification.ts";
import type { Setups } from "../workspace/setup.ts";
import type { Attachments, Workspaces } from "../workspace/workspace.ts";
import { digestOf, mintId } from "./identity.ts";
import type { MergeLine } from "./merge-line.ts";
import type { Slots } from "./slots.ts";

/** What is worth telling an operator, with its details. */
type Log = {
  debug(detail: object, message: string): void;
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
};

/** Everything an activation works with, put together once by the composition root. */
export type Engine = {
  readonly db: Reader;
  /**
   * The operator's policy for a space (null: for what has none); the owner is read from the database each time, because it
   * can be claimed at any moment.
   */
  readonly policy: (db: Reader, space: string | null) => Promise<Policy>;
  readonly kinds: Kinds;
  readonly stepKinds: readonly StepKind[];
  /** What steps may run without a shell. */
  readonly commands: Commands;
  readonly thinker: Thinker;
  readonly agents: Agents;
  /** Secrets that steps can ask for, by name. */
  readonly secrets: readonly SecretFacts[];
  /** Places for one agent's assignments in this process, by its name; null: there is no such agent. */
  readonly agentSlots: (name: string) => Slots | null;
  readonly workspaces: Workspaces;
  /** Where branches of a task wait to be merged. */
  readonly mergeLine: MergeLine;
  readonly setups: Setups;
  readonly verifier: Verifier;
  /** Files that came with requests. */
  readonly attachments: Attachments;
  /** A directory that is and stays empty: the source of tasks without one. */
  readonly emptySource: string;
  readonly sandbox: Sandbox;
  /** What the operator set differently from the sandbox's own limits; `timeoutMs` is the longest any step may ask for. */
  readonly sandboxLimits: Partial<Pick<SandboxLimits, "memoryBytes" | "processes" | "timeoutMs">>;
  /** Places for steps and checks of all tasks of this process. */
  readonly slots: Slots;
  readonly outbound: Outbound;
  /** Where what happens to tasks is written down. */
  readonly audit: AuditTrail;
  readonly log: Log;
  /** This process's name in leases, and its machine's. */
  readonly owner: string;
  readonly host: string;
};

/** What stands between people and steps here: the room, and the standing approvals that might cover something. */
export type Standing = Pick<Context, "room" | "grants">;

export const nothingStands: Standing = { room: "", grants: [] };

/** Where an event happens: in which space, whose accounts have a say in it, and what stands already. */
export type Occasion = {
  readonly space: string | null;
  readonly accounts: readonly string[];
  /** Since when those who were one person are one (a task: since it began), in milliseconds; null: only now counts. */
  readonly since: number | null;
  readonly standing?: Standing;
};

/**
 * The heart's arguments for one event. `db` is the transaction it happens in: a second connection could wait for the
 * first.
 */
export async function contextOf(
  engine: Engine,
  db: Reader,
  { space, accounts, since, standing = nothingStands }: Occasion,
): Promise<Context> {
  const policy = await engine.policy(db, space);
  return {
    now: Date.now(),
    mint: mintId,
    digest: digestOf,
    policy,
    kinds: engine.kinds,
    directory: await loadDirectory(db, [...accounts, ...accountsIn(policy)], since),
    ...standing,
    agents: engine.agents.facts(),
    secrets: engine.secrets,
    hasModel: engine.thinker.hasModel,
    holdsSecret: engine.outbound.holdsSecret,
  };
}

/** The accounts a policy names: whether somebody else could decide depends on who they are. */
function accountsIn({ owner, operator, approvals }: Policy): readonly string[] {
  const named = Object.values(approvals.approvers).flat();
  return [...named.filter((entry) => !entry.startsWith("@")), ...(owner === null ? [] : [owner]), operator];
}
