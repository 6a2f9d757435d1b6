import type { Id } from "./id.ts";
import type { Json } from "./json.ts";
import type { Kinds } from "./kind.ts";
import type { Policy } from "./policy.ts";

/** Everything the heart may not have of itself: time, ids, digests, policy, the step kinds there are. */
export type Context = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  mint<Prefix extends string>(prefix: Prefix): Id<Prefix>;
  /** sha256 in hex of the value's canonical JSON. */
  digest(value: Json): string;
  readonly policy: Policy;
  readonly kinds: Kinds;
  /** Without a model there is nobody to repair, revise or classify. */
  readonly hasModel: boolean;
};
