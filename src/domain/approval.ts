import type { UsedUp } from "./budget.ts";
import type { ApprovalId } from "./id.ts";
import type { Principal } from "./principal.ts";
import type { Tier } from "./tier.ts";

/** The one thing an approval is about (product: approval). */
export type Subject =
  | { readonly kind: "plan" }
  | { readonly kind: "step"; readonly step: string }
  /** What a step left, where the evaluation is in doubt or nobody could do it: accept, leave out, or say what to do. */
  | { readonly kind: "review"; readonly step: string }
  /** The task's result: yellow, red that nothing cured, or green under `manual`. */
  | { readonly kind: "result" }
  /** Something outside did not work; approving tries again. */
  | { readonly kind: "fault" }
  /** A limit is used up; approving grants as much again. `month` is a cap that several tasks share. */
  | ({ readonly kind: "limit" } & UsedUp);

export type ApprovalStatus = "open" | "approved" | "rejected" | "changes_requested" | "expired" | "void";

/** What a person may say to it. `change` carries what to do instead. */
export type Verb = "approve" | "reject" | "change";

/** One person's word. A vote is not a decision (architecture: data). */
export type Vote = {
  /** Who spoke, with the groups they had then; rights are checked again with those they have now. */
  readonly by: Principal;
  readonly verb: Verb;
  readonly text: string | null;
  readonly at: number;
};

/** A request for a decision, bound to exactly one subject at one version and digest. */
export type Approval = {
  readonly id: ApprovalId;
  readonly subject: Subject;
  readonly version: number;
  readonly digest: string;
  readonly tier: Tier;
  readonly status: ApprovalStatus;
  /** What is asked, in one line; the message shows the rest. */
  readonly title: string;
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly reminders: number;
  readonly votes: readonly Vote[];
  /** Why it was closed, for the card. */
  readonly reason: string | null;
};

/** Whether a person decides about a fault: until then nothing is thought. */
export function isFaultOpen(approvals: readonly Approval[]): boolean {
  return openApprovals(approvals).some((approval) => approval.subject.kind === "fault");
}

/** Approvals that wait for a person. */
export function openApprovals(approvals: readonly Approval[]): readonly Approval[] {
  return approvals.filter((approval) => approval.status === "open");
}
