import type { Approval } from "./approval.ts";
import { mayDecide } from "./authority.ts";
import type { Context } from "./context.ts";
import type { Grant, GrantOffer } from "./grant.ts";
import { isCovered, nothing, unite } from "./needs.ts";
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
  const shape = shapeOf(step, context);
  const covers = (grant: Grant) =>
    grant.kind === step.kind &&
    grant.shape === shape &&
    compareTiers(step.tier, grant.tier) <= 0 &&
    isCovered(step.needs, grant.needs) &&
    step.agents.every((agent) => grant.agents.includes(agent)) &&
    holds(grant, task, context, used);
  return context.grants.find(covers) ?? null;
}

function holds(grant: Grant, task: Task, context: Context, used: readonly TaskRecord[]): boolean {
  const here = grant.space === task.space && (grant.room === null || grant.room === context.room);
  const taken = used.filter((record) => record.type === "used" && record.grant === grant.id).length;
  const fresh = grant.revokedAt === null && grant.expiresAt > context.now && grant.usesLeft > taken;
  const owner = principalOf(grant.owner, grant.ownerName);
  return here && fresh && owner !== null && mayDecide(owner, grant.tier, task, context).allowed;
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
