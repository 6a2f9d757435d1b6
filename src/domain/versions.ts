import { isAsked } from "./autonomy.ts";
import type { Context } from "./context.ts";
import { keptWithUnlisted } from "./files.ts";
import type { Json } from "./json.ts";
import { isCovered } from "./need-table.ts";
import { approvedContent, needsOf, type Plan, planTier } from "./plan.ts";
import type { Policy } from "./policy.ts";
import { type Step, type StepSpec, untouched } from "./step.ts";
import type { Task } from "./task.ts";
import { compareTiers } from "./tier.ts";

/** Makes the next version of a task's plan. It is approved by nobody yet; its maker is the one of the version before, unless named. */
export function nextPlan(
  task: Task,
  steps: readonly Step[],
  reason: string,
  context: Context,
  madeBy: string | null = task.plan?.madeBy ?? null,
): Plan {
  return {
    id: context.mint("pln"),
    version: (task.plan?.version ?? 0) + 1,
    generation: task.brief?.generation ?? 1,
    reason,
    madeBy,
    digest: digestOfPlan(steps, task, context),
    approvedBy: null,
    approval: null,
    steps,
  };
}

/** The digest a plan of these steps has for its task: what an approval is bound to, and what the executor compares. */
export function digestOfPlan(
  steps: readonly StepSpec[],
  { procedure, place }: Task,
  { digest, policy }: Pick<Context, "digest" | "policy">,
): string {
  const recipe = procedure && { name: procedure.name, digest: procedure.digest, parameters: procedure.parameters };
  return digest({ ...approvedContent(steps, place), procedure: recipe, policy: versionOf(policy, digest) });
}

/** The rules of now as one value. Whom the installation belongs to is no rule: it may be claimed at any moment. */
function versionOf({ owner: _, operator: __, ...rules }: Policy, digest: Context["digest"]): string {
  const known: Json = JSON.parse(JSON.stringify(rules));
  return digest(known);
}

/**
 * A pass carries over to a new version only if (kind, input, needs, outputs it depends on) are unchanged
 * (architecture: data): an unchanged step whose dependencies all carried over is not run again. One that wrote after what is not
 * listed any more is: the files it left hold that too, and it is to be undone.
 */
export function carryPasses(specs: readonly StepSpec[], before: readonly Step[], context: Context): readonly Step[] {
  const carried = new Map<string, Step>();
  const key = (step: StepSpec) =>
    context.digest({ kind: step.kind, input: step.input, needs: { ...step.needs }, dependsOn: [...step.dependsOn] } satisfies Json);
  const spoilt = keptWithUnlisted(before, new Set(specs.map(({ id }) => id)));
  // Specs may come in any order; each round can only carry what the round before made possible.
  for (let grew = true; grew; ) {
    grew = false;
    for (const spec of specs) {
      const old = before.find((step) => step.id === spec.id && step.status === "passed");
      if (carried.has(spec.id) || spoilt.has(spec.id) || !old || key(old) !== key(spec) || !spec.dependsOn.every((id) => carried.has(id)))
        continue;
      carried.set(spec.id, { ...old, ...spec });
      grew = true;
    }
  }
  const attempts = new Map(before.map((step) => [step.id, step.attempt]));
  return specs.map((spec) => carried.get(spec.id) ?? { ...spec, ...untouched, attempt: attempts.get(spec.id) ?? 0 });
}

/** The subset rule (product: 2.4): new steps run unasked only within the needs, the agents and the tier that were approved. */
export function isWithinApproved(added: readonly StepSpec[], approved: Plan | null): boolean {
  if (approved?.approvedBy == null) return false;
  const agents = new Set(approved.steps.flatMap(agentsOf));
  if (!added.every((step) => agentsOf(step).every((agent) => agents.has(agent)))) return false;
  const standing = approved.steps.filter((step) => step.status !== "superseded");
  if (costOf(added) > costOf(standing)) return false;
  return isCovered(needsOf(added), needsOf(approved.steps)) && compareTiers(planTier(added), planTier(approved.steps)) <= 0;
}

/** What is known of the cost. What nobody can say is covered by the agents who were approved to do it. */
function costOf(steps: readonly StepSpec[]): number {
  return steps.reduce((sum, step) => sum + (step.costMicros ?? 0), 0);
}

function agentsOf({ agent, agents }: StepSpec): readonly string[] {
  return agent === null ? agents : [agent, ...agents];
}

/** Why a plan may run without being asked about, or null when it may not (product: autonomy). */
export function unaskedReason(task: Task, plan: Plan): string | null {
  const { steps, version } = plan;
  const { autonomy, light, procedure } = task;
  const reads = steps.every((step) => step.tier === "read");
  if (light && reads) return "light request";
  if (!isAsked("plan", autonomy)) return `autonomy ${autonomy}`;
  if (reads && !isAsked("readPlan", autonomy)) return "only read steps";
  const tame = steps.every((step) => step.tier === "read" || step.tier === "execute");
  // Later versions are somebody's changes, not the recipe any more.
  const pinned = procedure?.pinned === true && version === 1 && tame;
  return pinned && !isAsked("pinnedPlan", autonomy) ? "unchanged bundled procedure" : null;
}
