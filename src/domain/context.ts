import type { AgentFacts } from "./delegation.ts";
import type { Grant } from "./grant.ts";
import type { Id } from "./id.ts";
import type { Json } from "./json.ts";
import type { Kinds } from "./kind.ts";
import type { Policy } from "./policy.ts";
import type { Directory } from "./principal.ts";
import type { SecretFacts } from "./secret.ts";

/** Everything the heart may not have of itself: time, ids, digests, policy, the step kinds there are. */
export type Context = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  mint<Prefix extends string>(prefix: Prefix): Id<Prefix>;
  /** sha256 in hex of the value's canonical JSON. */
  digest(value: Json): string;
  readonly policy: Policy;
  readonly kinds: Kinds;
  /** What is known now of the accounts that have a say in this task. */
  readonly directory: Directory;
  /** The room the task was asked for in: `channel/workspace/room`. */
  readonly room: string;
  /** Standing approvals that might cover something of this task. */
  readonly grants: readonly Grant[];
  /** Who work can be delegated to. */
  readonly agents: readonly AgentFacts[];
  /** Secrets that steps can ask for. */
  readonly secrets: readonly SecretFacts[];
  /** Without a model there is nobody to repair, revise or classify. */
  readonly hasModel: boolean;
  /** Whether a text holds something that looks like a secret, or is one that is known. */
  holdsSecret(text: string): boolean;
};
