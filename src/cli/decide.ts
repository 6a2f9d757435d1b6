import { Command, InvalidArgumentError } from "commander";
import type { App } from "../app.ts";
import { openApprovals, type Verb } from "../domain/approval.ts";
import type { GrantOffer } from "../domain/grant.ts";
import type { ApprovalId } from "../domain/id.ts";
import { Problem } from "../domain/problem.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { loadTask } from "../store/tasks.ts";
import { identify } from "./identify.ts";
import { exits, type Program, withApp, withExitCodes } from "./program.ts";
import type { Consent } from "./replies.ts";
import { type Saying, sayTo } from "./say.ts";

type Decision = {
  readonly verb: Verb;
  readonly id: string;
  readonly text: string | null;
  readonly follow: boolean;
  readonly stepByStep: boolean;
  readonly grant: GrantOffer | null;
};

/** `adjutant approve <id>`: lets what is asked about happen, and carries the task on. */
export function approveCommand(program: Program): Command {
  return decisionCommand(program, "approve", "approve what a task asks about, and carry it on")
    .argument("[text]", "what to say with it")
    .option("--step-by-step", "of a plan: be asked about each of its steps too, where autonomy is manual")
    .option("--for <time>", "also give a standing approval: the same steps start unasked for 30m, 2h or 3d", readLifetime)
    .option("--here", "the standing approval holds only in this task's room");
}

/** `adjutant reject <id>`: does not let it happen. */
export function rejectCommand(program: Program): Command {
  return decisionCommand(program, "reject", "reject what a task asks about").argument("[text]", "why");
}

function decisionCommand(program: Program, verb: Verb, description: string): Command {
  return withExitCodes(new Command(verb))
    .description(description)
    .argument("<id>", "a task (43, tsk_…) or an approval (apr_…)")
    .option("--no-follow", "return at once instead of carrying the task on")
    .action(async (id: string, text: string | undefined, { follow, stepByStep = false, for: forMs, here = false }: Options) => {
      const grant = forMs === undefined && !here ? null : { forMs: forMs ?? null, here };
      program.exit(await decide(program, { verb, id, text: text?.trim() || null, follow, stepByStep, grant }));
    });
}

type Options = { readonly follow: boolean; readonly stepByStep?: boolean; readonly for?: number; readonly here?: boolean };

const units = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 } as const;

/** `30m`, `2h`, `3d` in milliseconds. */
function readLifetime(text: string): number {
  const match = /^(\d{1,4})([mhd])$/.exec(text);
  const unit = Object.entries(units).find(([name]) => name === match?.[2])?.[1];
  if (!match || unit === undefined) throw new InvalidArgumentError("Write a time like 30m, 2h or 3d.");
  return Number(match[1]) * unit;
}

/** Says one word to what a task asks about; a change also while nothing is asked. Returns the exit code. */
export function decide(program: Program, { verb, id, text, follow, stepByStep, grant }: Decision): Promise<number> {
  return withApp(program, async (app) => {
    const { task, approval } = await identify(app, id);
    const only = approval ?? onlyOpen(task, verb);
    const saying: Saying =
      only === null
        ? { type: "change", task: task.id, text: text ?? "" }
        : { type: "decision", approval: only, verb, text, ...(grant ? { grant } : {}) };
    const consent = verb === "approve" && !stepByStep ? consentOf(task, only) : "nothing";
    const code = await sayTo(program, app, task, saying, follow, consent);
    const isDone = verb === "reject" && only !== null && (await hasEndedBy(app, task, only));
    return isDone ? exits.completed : code;
  });
}

/** Whether a task has ended, cancelled or failed, because this was rejected now: then what was asked for is done. */
async function hasEndedBy({ database }: App, before: Task, approval: ApprovalId): Promise<boolean> {
  const find = (task: Task) => task.approvals.find((one) => one.id === approval);
  const after = await loadTask(database.db, before.id);
  const rejected = after && find(before)?.status === "open" && find(after)?.status === "rejected";
  return rejected === true && isEnded(after.stage) && find(before)?.subject.kind !== "step";
}

/** Who approves a plan here has seen its steps with their needs: approving it says yes to them too, up to `execute`. */
function consentOf(task: Task, approval: ApprovalId | null): Consent {
  const asked = task.approvals.find((one) => one.id === approval);
  return asked?.subject.kind === "plan" ? { version: asked.version } : "nothing";
}

/** The task's single open approval; null where a change may be asked for without one. */
function onlyOpen(task: Task, verb: Verb): ApprovalId | null {
  const open = openApprovals(task.approvals);
  const [first, second] = open;
  if (first !== undefined && second === undefined) return first.id;
  if (second !== undefined) {
    const names = open.map(({ id, subject }) => `${id} (${subject.kind})`).join(", ");
    throw new Problem("usage", `#${task.number} waits for ${open.length} decisions: name one of ${names}.`);
  }
  if (verb === "change" && !isEnded(task.stage)) return null;
  throw new Problem(
    "usage",
    `#${task.number} waits for no decision: it is ${task.stage.replace("_", " ")}. See adjutant show ${task.number}.`,
  );
}
