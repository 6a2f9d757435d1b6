import { stepOf } from "../../domain/advance.ts";
import { hasMoved } from "../../domain/base.ts";
import { usedNothing } from "../../domain/budget.ts";
import { dependenciesOf } from "../../domain/dag.ts";
import type { Effect } from "../../domain/effect.ts";
import type { AttemptOutcome, TaskEvent } from "../../domain/event.ts";
import { Problem } from "../../domain/problem.ts";
import type { Purse } from "../../domain/purse.ts";
import { changesFile, type Step } from "../../domain/step.ts";
import { briefOf, type Task } from "../../domain/task.ts";
import { toldTo } from "../../domain/told.ts";
import type { StepContext, StepOutcome } from "../../steps/step.ts";
import type { AttemptFiles, EarlierStep, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";
import { digestOf } from "../identity.ts";
import { recallTask } from "../memory.ts";
import { purseOf } from "../purse.ts";
import { runCommandOf } from "./command-run.ts";
import { bookNetwork, delegateOf, type News, newsOf } from "./delegate.ts";
import { type GrantLog, openGrantLog } from "./grant-log.ts";
import { type NetworkLog, openNetworkLog } from "./network-log.ts";
import { outputEnvironment } from "./output-environment.ts";
import { refusalOf } from "./permission.ts";
import { type Kept, nothingKept, openSite, type Site } from "./site.ts";
import { openWorkspace } from "./workspace.ts";

/** The last line of defence: no step ever writes to the real directory. */
const viewed = "it would change files, and this task works in the real directory, which stays as it is; ask for it in a copy or a worktree";

/** How a run is told to stop, and how it tells what it is at. */
export type Watch = { readonly signal: AbortSignal; readonly report: (news: News) => void };

type RunEffect = Extract<Effect, { kind: "run" }>;

/** Most a step's output keeps for prompts and later steps. Head and tail of a command's are less, and the words between them: only the end of another text is cut. */
const keptChars = 72 * 1024;

/** Runs one attempt of a step: workspace, grant, the kind's own work, snapshot. Everything it says is cleaned here. */
export async function runStep(
  engine: Engine,
  task: Task,
  { step: id, attempt, key }: RunEffect,
  { signal, report }: Watch,
): Promise<TaskEvent> {
  const step = timedStepOf(engine, task, id);
  if (!step) return broken(id, attempt, "the step is not part of the plan any more");
  const refused = await refusalOf(engine, task.id, id);
  // Nothing is wrong with the step: a person says how to go on.
  if (refused !== null) return broken(id, attempt, refused, true);
  try {
    const workspace = await openWorkspace(engine, task, signal);
    const hindrance = hindranceOf(task, step, attempt, workspace);
    if (hindrance) return hindrance;
    const whose = { task: task.id, step: id, attempt };
    const [network, grants] = [openNetworkLog(engine, whose), openGrantLog(engine, whose)];
    const site = await openSite(engine, { task, step, attempt, workspace, signal, onRequest: network.add, onGrant: grants });
    try {
      return await attemptAt(engine, site, { task, step, attempt, key, signal, report, network, grants });
    } finally {
      await site.close();
      await network.close();
    }
  } catch (error) {
    if (error instanceof Problem) return broken(id, attempt, error.message);
    throw error;
  }
}

type Attempt = Pick<Occasion, "task" | "step" | "attempt" | "key" | "signal" | "report" | "network" | "grants">;

async function attemptAt(engine: Engine, site: Site, attempt: Attempt): Promise<TaskEvent> {
  const { task, step, attempt: n, signal } = attempt;
  const attached = await engine.attachments.list(task.conversation);
  const files = await engine.workspaces.attempt(task.id, step.id, n, earlierOf(task, step), signal, attached);
  const occasion: Occasion = { ...attempt, workspace: site.workspace, site, files, told: [], unready: [] };
  const { told, unready } = occasion;
  const outcome = await perform(engine, occasion);
  if (unready.length > 0) return broken(step.id, n, engine.outbound.line(unready.join(" "), 1_000), true);
  const kept = signal.aborted ? nothingKept : await keepOf(site, outcome, files);
  return {
    type: "ended",
    step: step.id,
    attempt: n,
    outcome: cleaned(engine, afterMerge(outcome, kept), kept),
    told,
    usage: outcome.usage,
  };
}

/** What a pass wrote is the task's; what a failure wrote can be looked at. Of an attempt that was told to stop nothing is kept. */
async function keepOf(site: Site, { kind }: StepOutcome, files: AttemptFiles): Promise<Kept> {
  switch (kind) {
    case "passed":
      return site.keep(files);
    case "failed":
      return site.drop(files);
    case "asks":
      return site.hold(files);
    case "broken":
      return nothingKept;
  }
}

/** What does not go together with what others did meanwhile is no pass: nothing of it was taken over. */
function afterMerge(outcome: StepOutcome, { conflicts }: Kept): StepOutcome {
  if (conflicts.length === 0 || outcome.kind !== "passed") return outcome;
  const reason = `it changed ${conflicts.join(", ")}, and so did another step meanwhile; nothing of it was taken over, its changes are kept as ${changesFile}`;
  return { ...outcome, kind: "failed", reason, headline: reason, output: `${outcome.output}\n\n${reason}`, exitCode: null };
}

/** Why nothing is run in this workspace: it is not what was approved, or it is the real directory and the step writes. */
function hindranceOf(task: Task, { id, needs }: Step, attempt: number, { kind, base }: Workspace): TaskEvent | null {
  if (hasMoved(task, base)) return { type: "moved", step: id, attempt, base };
  return needs.writes.length > 0 && kind === "view" ? broken(id, attempt, viewed) : null;
}

/** A step with the time it really has: what its plan says, unless the operator allows less. */
function timedStepOf({ sandboxLimits }: Engine, task: Task, id: string): Step | undefined {
  const most = (sandboxLimits.timeoutMs ?? Number.POSITIVE_INFINITY) / 1000;
  const step = stepOf(task, id);
  return step && { ...step, timeoutSeconds: Math.min(step.timeoutSeconds, most) };
}

type Occasion = {
  readonly task: Task;
  readonly step: Step;
  readonly attempt: number;
  readonly key: string;
  readonly workspace: Workspace;
  readonly site: Site;
  readonly files: AttemptFiles;
  readonly told: string[];
  /** Why the workspace could not be made ready, where that is so. */
  readonly unready: string[];
  /** What its commands ask of the network. */
  readonly network: NetworkLog;
  /** Tells what they are given. */
  readonly grants: GrantLog;
  readonly signal: AbortSignal;
  readonly report: Watch["report"];
};

async function perform(engine: Engine, occasion: Occasion): Promise<StepOutcome> {
  const { task, step } = occasion;
  const kind = engine.stepKinds.find((one) => one.name === step.kind);
  if (!kind) return { kind: "broken", reason: `there is no step kind "${step.kind}"`, transient: false, usage: usedNothing };
  const input = kind.input.safeParse(step.input);
  if (!input.success) return { kind: "broken", reason: `the input of "${step.id}" cannot be read`, transient: false, usage: usedNothing };
  const transcript = await recallTask(engine.db, task);
  const purse = purseOf(engine, task, occasion.key);
  const think = engine.thinker.forStep(task, transcript, { purse, signal: occasion.signal });
  const context = contextOf(engine, { ...occasion, purse }, think);
  return kind.run(input.data, context).finally(() => bookNetwork({ ...occasion, purse }));
}

function contextOf(engine: Engine, occasion: Occasion & { readonly purse: Purse }, think: StepContext["think"]): StepContext {
  const { task, step, attempt, files, told, signal, report } = occasion;
  const earlier = earlierOf(task, step);
  const env = { ...outputEnvironment(earlier), ...engine.thinker.environmentOf(task), ...markers(task, step, attempt) };
  const run: StepContext["run"] = (command) => runCommandOf(engine, occasion, command, env);
  return {
    signal,
    step,
    attempt,
    brief: briefOf(task),
    outputs: Object.fromEntries(earlier.map(({ id, output }) => [id, output])),
    env,
    commands: engine.commands,
    think,
    run,
    delegate: delegateOf(engine, occasion, run),
    rework: reworkOf(step),
    answers: toldTo(step, task),
    artifacts: files.collect,
    keep: files.keep,
    report: (doing) => report(newsOf(engine, { doing })),
    tell: async (to, text) => {
      if (to !== "requester" && to !== "room" && to !== "here") return unreachable(to);
      told.push(engine.outbound.text(text));
      return { ok: true, value: null };
    },
  };
}

function reworkOf({ instructions, result }: Step): StepContext["rework"] {
  return instructions === null ? null : { instructions, account: result?.output ?? null };
}

/** The attempt's number and a key that is the same for every attempt of this very step (architecture: crash). */
function markers(task: Task, step: Step, attempt: number): Record<string, string> {
  const key = digestOf({ task: task.id, step: step.id, input: step.input }).slice(0, 32);
  return { ADJUTANT_ATTEMPT: String(attempt), ADJUTANT_IDEMPOTENCY_KEY: key };
}

/** Outputs a step may read: of everything that passed before it and that it depends on, directly or not. */
function earlierOf(task: Task, step: Step): readonly EarlierStep[] {
  const steps = task.plan?.steps ?? [];
  const needed = dependenciesOf(steps, step);
  return steps.flatMap(({ id, result }): readonly EarlierStep[] => {
    if (!needed.has(id) || !result) return [];
    const { output, exitCode, headline, artifacts } = result;
    return [{ id, output, exitCode, headline, artifacts }];
  });
}

function cleaned(engine: Engine, outcome: StepOutcome, { snapshot, changes, ranOn }: Kept): AttemptOutcome {
  if (outcome.kind === "broken") {
    const { usage: _, ...told } = outcome;
    return { ...told, reason: engine.outbound.line(outcome.reason, 1_000) };
  }
  const { headline, output, exitCode, artifacts } = outcome;
  const ok = outcome.kind === "passed" && (exitCode ?? 0) === 0;
  const kept = engine.outbound.text(output, { maxChars: keptChars });
  const known = ranOn === undefined ? {} : { ranOn };
  const said = { ok, exitCode, headline: engine.outbound.line(headline), output: kept };
  const result = { ...said, artifacts: [...artifacts, ...changes], snapshot, ...known };
  if (outcome.kind === "asks") return { ...askedBy(engine, outcome), result };
  return { kind: outcome.kind, result, reason: outcome.kind === "failed" ? engine.outbound.line(outcome.reason) : null };
}

/** A question is an agent's text: cleaned, and short enough to be read where it is asked. */
function askedBy({ outbound }: Engine, { agent, question, choices }: Extract<StepOutcome, { kind: "asks" }>) {
  const cleanChoices = choices.slice(0, 10).map((choice) => outbound.line(choice));
  return { kind: "asks", agent, question: outbound.line(question, 1_000), choices: cleanChoices, reason: null } as const;
}

function unreachable(to: string) {
  const message = `${to} cannot be reached from here: no channel of that name is configured. Tell "requester" or "room" instead.`;
  return { ok: false, fault: { code: "internal", message, transient: false } } as const;
}

function broken(step: string, attempt: number, reason: string, asks = false): TaskEvent {
  return { type: "ended", step, attempt, outcome: { kind: "broken", reason, transient: false, asks }, told: [], usage: usedNothing };
}
