import type { Approval } from "./approval.ts";
import { mayDecide } from "./authority.ts";
import type { Context } from "./context.ts";
import type { Grant, GrantOffer } from "./grant.ts";
import { isGrantId } from "./id.ts";
import { isCovered } from "./need-table.ts";
import { nothing, unite } from "./needs.ts";
import { accountOf, type Principal, principalOf } from "./principal.ts";
import { audit, type TaskRecord } from "./record.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { compareTiers } from "./tier.ts";

/** Lifetime of a standing approval where none was said, and the longest there is, in milliseconds. */
const usualMs = 24 * 3_600_000;
const longestMs = 30 * 24 * 3_600_000;
/** How often it may stand in before it is asked for anew. */
const uses = 20;

/** Who gives how far a standing approval with which decision. */
type Giving = { readonly approval: Approval; readonly by: Principal; readonly offer: GrantOffer };

/**
 * Why a standing approval cannot be given with this decision, or null. It covers what would be asked about again: steps of
 * tier `external`; never `destructive`, and nothing where one person alone does not decide (product: grant).
 */
export function refuseGrant(task: Task, { approval, offer }: Omit<Giving, "by">, context: Context): string | null {
  if (context.policy.approvals.quorum > 1)
    return "A standing approval of one person would go around the quorum here; approve it this once.";
  if (offer.forMs !== null && (offer.forMs <= 0 || offer.forMs > longestMs)) return "A standing approval lasts from a minute to 30 days.";
  const about = stepsOf(task, approval);
  if (about.some((step) => step.tier === "destructive")) return "Nothing destructive has a standing approval; approve it this once.";
  return about.some((step) => step.tier === "external")
    ? null
    : "Nothing in it would be asked about step by step again; `approve` is enough.";
}

/** The standing approvals that come of a decision: one for each shape of external step it is about. */
export function giveGrants(task: Task, { approval, by, offer }: Giving, context: Context): readonly TaskRecord[] {
  const shapes = new Map(
    stepsOf(task, approval)
      .filter((step) => step.tier === "external")
      .map((step) => [shapeKey(step, context), step]),
  );
  return [...shapes.values()].flatMap((step): readonly TaskRecord[] => {
    const grant = grantFor(step, task, { approval, by, offer }, context);
    const { id, kind, shape, expiresAt } = grant;
    return [{ type: "granted", grant }, audit("grant.given", grant.owner, { grant: id, kind, shape, expiresAt })];
  });
}

function grantFor(step: Step, task: Task, { by, offer }: Giving, context: Context): Grant {
  return {
    id: context.mint("grt"),
    owner: accountOf(by),
    ownerName: by.name,
    tier: step.tier,
    kind: step.kind,
    shape: shapeOf(step, context),
    needs: step.needs,
    agents: step.agents,
    space: task.space,
    room: offer.here ? context.room : null,
    givenAt: context.now,
    expiresAt: context.now + (offer.forMs ?? usualMs),
    usesLeft: uses,
    revokedAt: null,
  };
}

/**
 * The standing approval that lets a step start without being asked about, or null. It must cover the very shape with all its
 * needs, hold here and now, and whoever gave it must still be allowed to decide such a thing.
 */
export function coveringGrant(step: Step, task: Task, context: Context, used: readonly TaskRecord[]): Grant | null {
  if (step.tier === "destructive" || context.policy.approvals.quorum > 1) return null;
  const taken = (id: Grant["id"]) => used.filter((record) => record.type === "used" && record.grant === id).length;
  return context.grants.find((grant) => covers(grant, step, task, context) && grant.usesLeft > taken(grant.id)) ?? null;
}

/**
 * Why the standing approval that let a step start does not cover another start, or null: each start must be covered by one
 * that holds then (product: grants are expiring and revocable). Its use was counted when the step first started; trying
 * again takes none.
 */
export function lapsedGrant(step: Step, task: Task, context: Context): string | null {
  if (step.allowedBy === null || !isGrantId(step.allowedBy)) return null;
  const grant = context.grants.find((one) => one.id === step.allowedBy);
  if (!grant) return `the standing approval ${step.allowedBy} is not there any more`;
  const whose = `the standing approval of ${grant.ownerName}`;
  if (grant.revokedAt !== null) return `${whose} was taken back`;
  if (grant.expiresAt <= context.now) return `${whose} has run out`;
  const holds = context.policy.approvals.quorum === 1 && covers(grant, step, task, context);
  return holds ? null : `${whose} does not cover it any more`;
}

/** Whether it is of this very shape with all its needs, holds here and now, and whoever gave it may still decide such a thing. */
function covers(grant: Grant, step: Step, task: Task, context: Context): boolean {
  const here = grant.space === task.space && (grant.room === null || grant.room === context.room);
  const inTime = grant.revokedAt === null && grant.expiresAt > context.now;
  const alike = grant.kind === step.kind && grant.shape === shapeOf(step, context) && compareTiers(step.tier, grant.tier) <= 0;
  const enough = isCovered(step.needs, grant.needs) && step.agents.every((agent) => grant.agents.includes(agent));
  return here && inTime && alike && enough && mayStillGive(grant, task, context);
}

function mayStillGive(grant: Grant, task: Task, context: Context): boolean {
  const owner = principalOf(grant.owner, grant.ownerName);
  return owner !== null && mayDecide(owner, grant.tier, task, context).allowed;
}

/** The steps a decision is about: the confirmed one, or all of a plan's. */
function stepsOf({ plan }: Task, { subject }: Approval): readonly Step[] {
  const steps = plan?.steps ?? [];
  if (subject.kind === "step") return steps.filter((step) => step.id === subject.step);
  return subject.kind === "plan" ? steps : [];
}

/** What makes two commands alike for a standing approval, said by their kind; a step whose input cannot be read is like no other. */
function shapeOf(step: Step, context: Context): string | null {
  const read = context.kinds.get(step.kind)?.read(step.input);
  return read?.ok ? read.value.shape : step.id;
}

function shapeKey(step: Step, context: Context): string {
  return JSON.stringify([step.kind, shapeOf(step, context), unite(nothing, step.needs), step.agents]);
}
