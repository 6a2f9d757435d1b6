import type { Approval } from "./approval.ts";
import type { Grant } from "./grant.ts";
import type { TaskId } from "./id.ts";
import { canonical, canonicalList, canonicalRecord, type Json } from "./json.ts";
import type { Plan } from "./plan.ts";
import { accountOf } from "./principal.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";

/** What was done, and by whom (an account; null: Adjutant itself). `detail` is the body, which can be erased. */
export type AuditNote = { readonly action: string; readonly by: string | null; readonly detail: Json };

/** The chain of what is no task's: who owns the installation, whose accounts are whose, and standing approvals. */
export const installationChain = "installation";

/** Whose chain it is: a task's, or the installation's own. */
export type ChainId = TaskId | typeof installationChain;

/** One link of a chain (product: 2.9). Everything in it is sealed; its body lies apart. */
export type AuditEntry = {
  /** The chain it belongs to. */
  readonly task: ChainId;
  /** Counts a chain's entries from 1, without a gap. */
  readonly seq: number;
  readonly action: string;
  readonly by: string | null;
  readonly at: number;
  readonly epoch: number;
  /** Digest of the body with its salt; null: it has none. */
  readonly body: string | null;
  /** Digests of what governs the task, before and after (`governingState`), or of the installation's ground (`governingGround`). */
  readonly before: string;
  readonly after: string;
  /** The seal of the entry before; empty for the first sealed one. */
  readonly previous: string;
  /** Which key sealed it. */
  readonly key: string;
  readonly mac: string;
};

/** What an entry says beyond the fact. The salt keeps its digest from telling anything once the body is erased. */
export type AuditBody = { readonly salt: string; readonly content: Json };

/** The newest entry of a chain as it was written down outside the database. */
export type AuditHead = { readonly task: ChainId; readonly seq: number; readonly mac: string };

/** The cryptography that the heart may not have of itself. */
export type Seals = {
  /** Fingerprint of the key; it tells nothing about it. */
  readonly key: string;
  /** HMAC-SHA256 with the installation's key, in hex. */
  mac(text: string): string;
  /** sha256 in hex. */
  digest(text: string): string;
};

/** The entry that says that all bodies before it were erased. */
export const erasure = "audit.erased";

/** Seals an entry: afterwards nothing in it can be changed, and it can stand nowhere else. */
export function seal(entry: Omit<AuditEntry, "key" | "mac">, seals: Seals): AuditEntry {
  const keyed = { ...entry, key: seals.key };
  return { ...keyed, mac: macOf(keyed, seals) };
}

/** The seal an entry with these contents has. */
export function macOf(entry: Omit<AuditEntry, "mac">, { mac }: Seals): string {
  const { task, seq, action, by, at, epoch, body, before, after, previous, key } = entry;
  return mac(canonical({ form: 1, task, seq, action, by, at, epoch, body, before, after, previous, key }));
}

/** What the chain holds of a body. */
export function digestOfBody({ salt, content }: AuditBody, { digest }: Seals): string {
  return digest(canonical({ salt, content }));
}

/** The form of `governingState`; digests of another form are not compared. */
const form = "s1";

/**
 * Digest of everything that decides what a task may run: who changes it behind the program's back is found out. Of a long task
 * an event changes a step or two: what each step and approval comes to is remembered with it.
 */
export function governingState(task: Omit<Task, "number">, { digest }: Seals): string {
  const { stage, pauses, autonomy, limits, brief, plan, approvals } = task;
  const state = canonicalRecord({
    stage: textOf(stage),
    pauses: textOf(pauses.map((pause) => pause.reason)),
    requesters: textOf([task.requester, ...task.requestedBefore].map(accountOf)),
    autonomy: textOf(autonomy),
    limits: textOf(limits),
    generation: textOf(brief?.generation ?? null),
    plan: plan ? textOfPlan(plan) : textOf(null),
    approvals: canonicalList(approvals.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(textOfApproval)),
  });
  return `${form}:${digest(state)}`;
}

/** What rights rest on beside the policy: changed only with an entry in the installation's chain. */
export type Ground = {
  readonly owner: string | null;
  /** Accounts that are linked, with the person each belongs to. */
  readonly links: readonly { readonly account: string; readonly person: string }[];
  /** Accounts that left a person, and whom they left. */
  readonly partings: readonly { readonly account: string; readonly other: string; readonly at: number }[];
  /** Every standing approval there ever was. Its uses are counted without an entry here: each is one of its task's. */
  readonly grants: readonly Grant[];
};

/** Digest of the ground rights rest on, as `governingState` is of a task. */
export function governingGround({ owner, links, partings, grants }: Ground, { digest }: Seals): string {
  const given = grants.map(({ usesLeft: _, ...grant }) => grant);
  return `${form}:${digest(textOf({ owner, links: inOrder(links), partings: inOrder(partings), grants: inOrder(given) }))}`;
}

/** However the database lists them. */
function inOrder(rows: readonly object[]): readonly string[] {
  return rows.map(textOf).sort();
}

/** Whether two states are known to differ. */
export function differ(one: string, other: string): boolean {
  const isOurs = (state: string) => state.startsWith(`${form}:`);
  return isOurs(one) && isOurs(other) && one !== other;
}

function textOfPlan({ version, digest, approvedBy, approval, steps }: Plan): string {
  return canonicalRecord({
    version: textOf(version),
    digest: textOf(digest),
    approvedBy: textOf(approvedBy),
    approval: textOf(approval),
    steps: canonicalList(steps.map(textOfStep)),
  });
}

const textOfStep = remembered(({ id, kind, input, needs, tier, agents, status, allowedBy }: Step) => {
  return textOf({ id, kind, input, needs, tier, agents, status, allowedBy });
});

const textOfApproval = remembered(({ id, subject, version, digest, status, votes }: Approval) => {
  const cast = votes.map(({ by, verb }) => `${verb} ${accountOf(by)}`).sort();
  return textOf({ id, subject, version, digest, status, votes: cast });
});

/** Nothing in the heart ever changes: what a value came to once, it always comes to. */
function remembered<Value extends object>(work: (value: Value) => string): (value: Value) => string {
  const known = new WeakMap<Value, string>();
  return (value) => {
    const text = known.get(value) ?? work(value);
    known.set(value, text);
    return text;
  };
}

function textOf(value: unknown): string {
  return canonical(plain(value));
}

/** As the database would give it back: without what is undefined. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
