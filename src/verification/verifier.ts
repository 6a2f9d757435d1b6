import type { CheckCommand } from "../domain/check-command.ts";
import type { Result } from "../domain/fault.ts";
import type { CheckOutcome, Verification } from "../domain/verification.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Grant } from "../sandbox/sandbox.ts";
import type { Setups } from "../workspace/setup.ts";
import type { Workspaces } from "../workspace/workspace.ts";
import { type Bench, openBench } from "./bench.ts";
import { isSame, type Planned, planChecks } from "./commands.ts";
import { type Comparison, compare, isPassed, isUnstartable } from "./comparison.ts";
import { type Change, coversOf, guardedOf, redefines } from "./definitions.ts";
import { type Run, type Runner, runCheck } from "./run.ts";
import type { VerificationSubject, Verifier } from "./verification.ts";

export type VerifierParts = Runner & {
  readonly workspaces: Workspaces;
  readonly setups: Setups;
  readonly outbound: Outbound;
  /** The checks a space names instead of those found in the workspace. */
  readonly checksOf: (space: string | null) => readonly CheckCommand[] | null;
};

/** Paths and names in a verification; beyond them nobody reads on. */
const most = { paths: 200, names: 50, evidenceChars: 400 };

/** Runs at the base, remembered: the base of a task does not change. */
type BaseRuns = Map<string, Run>;
const mostBaseRuns = 500;

/** What one verification works with. */
type Occasion = {
  readonly parts: VerifierParts;
  readonly subject: VerificationSubject;
  readonly change: Change;
  readonly bench: Bench;
  readonly baseRuns: BaseRuns;
  readonly signal: AbortSignal;
};

export function createVerifier(parts: VerifierParts): Verifier {
  const baseRuns: BaseRuns = new Map();
  return {
    describe: (space) => JSON.stringify([parts.checksOf(space), parts.setups.describe(space)]),
    verify: async (subject, signal) => {
      const { workspace, base, tree } = subject;
      if (workspace.kind === "view" || base === tree) return { ok: true, value: { tree, changed: [], guarded: [], checks: [] } };
      const change = await openChange(parts.workspaces, subject);
      const planned = await planChecks(parts.checksOf(subject.space), change.base, change.now);
      const covers = await coversOf(
        change,
        planned.filter(({ added }) => !added).map(({ directory }) => directory),
      );
      const bench = openBench(parts, subject, covers, signal);
      try {
        return await checkAll({ parts, subject, change, bench, baseRuns, signal }, planned);
      } finally {
        await bench.close();
      }
    },
  };
}

async function openChange(workspaces: Workspaces, { workspace, task, base, tree }: VerificationSubject): Promise<Change> {
  return {
    base: await workspaces.readTree(workspace, task, base),
    now: await workspaces.readTree(workspace, task, tree),
    changed: await workspaces.listChanges(task, base, tree),
  };
}

async function checkAll(occasion: Occasion, planned: readonly Planned[]): Promise<Result<Verification>> {
  const { change, parts, subject } = occasion;
  const checks: CheckOutcome[] = [];
  for (const command of planned) {
    const found = await checkOne(occasion, command);
    if (!found.ok) return found;
    checks.push(outcomeOf(parts.outbound, command, found.value));
  }
  const guarded = await guardedOf(change, planned);
  return {
    ok: true,
    value: { tree: subject.tree, changed: change.changed.slice(0, most.paths), guarded: guarded.slice(0, most.paths), checks },
  };
}

function outcomeOf(outbound: Outbound, { title, required, added }: Planned, { state, evidence, newlyFailing }: Comparison): CheckOutcome {
  return {
    name: added ? `${title} (defined by the change itself)` : title,
    state,
    required,
    evidence: outbound.line(evidence, most.evidenceChars),
    newlyFailing: newlyFailing.slice(0, most.names).map((name) => outbound.line(name)),
  };
}

async function checkOne(occasion: Occasion, command: Planned): Promise<Result<Comparison>> {
  const proof = redefines(occasion.change) ? undefined : occasion.subject.proofs.find((one) => isSame(command, one));
  if (proof !== undefined) return found({ state: "passed", evidence: proof.headline, newlyFailing: [] });
  const ran = await runAt(occasion, command, command.added ? "added" : "now");
  if (!ran.ok) return ran;
  const now = ran.value;
  if ("obstacle" in now) return found({ state: "failed", evidence: `could not be run: ${now.obstacle}`, newlyFailing: [] });
  if (isPassed(now)) return found(compare(now, null));
  if (command.added) return found(isUnstartable(now) ? { ...compare(now, now), state: "red-before" } : compare(now, null));
  const before = await runAtBase(occasion, command);
  return before.ok ? found(compare(now, before.value)) : before;
}

function found(value: Comparison): Result<Comparison> {
  return { ok: true, value };
}

/** Runs a check on a state; an obstacle says why it cannot be run as the base defines it. */
async function runAt(
  { parts, subject, change, bench, signal }: Occasion,
  command: Planned,
  name: "base" | "now" | "added",
): Promise<Result<Run | { readonly obstacle: string }>> {
  const place = await bench.place(name);
  if (!place.ok) return place;
  const covered = await place.value.cover();
  if ("obstacle" in covered) return { ok: true, value: covered };
  const tree = name === "base" ? change.base : change.now;
  if (!tree.isFolder(command.directory) && covered.binds.every(({ target }) => !target.startsWith(`/workspace/${command.directory}/`)))
    return { ok: true, value: { obstacle: `${command.directory} is not there` } };
  const onGrant = async (grant: Grant) => subject.onGrant?.("check", grant);
  return runCheck(parts, command, { path: place.value.path, binds: covered.binds, onGrant }, signal);
}

/** The same check at the base, once per base. What cannot even be run there was red before. */
async function runAtBase(occasion: Occasion, command: Planned): Promise<Result<Run>> {
  const { subject, baseRuns } = occasion;
  const key = JSON.stringify([subject.task, subject.base, command.argv, command.directory]);
  const known = baseRuns.get(key);
  if (known !== undefined) return { ok: true, value: known };
  const ran = await runAt(occasion, command, "base");
  if (!ran.ok) return ran;
  const run = "obstacle" in ran.value ? { exitCode: null, killed: null, names: [], tally: null } : ran.value;
  if (baseRuns.size >= mostBaseRuns) baseRuns.clear();
  baseRuns.set(key, run);
  return { ok: true, value: run };
}
