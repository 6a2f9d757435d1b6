import { Command } from "commander";
import type { App } from "../app.ts";
import type { PlanEdit } from "../domain/edit.ts";
import { Problem } from "../domain/problem.ts";
import { stepNamed } from "../domain/step-name.ts";
import type { Task } from "../domain/task.ts";
import { decide } from "./decide.ts";
import { identify } from "./identify.ts";
import { exits, type Program, withApp, withExitCodes } from "./program.ts";
import { sayTo } from "./say.ts";

type Options = {
  readonly follow: boolean;
  readonly skip?: readonly string[];
  readonly remove?: readonly string[];
  readonly move?: readonly string[];
  readonly agent?: readonly string[];
  readonly set?: readonly string[];
  readonly askBefore?: readonly string[];
};

const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** `adjutant change <id> [text]`: asks for something else in words, or changes single steps of the plan without a model. */
export function changeCommand(program: Program): Command {
  return withExitCodes(new Command("change"))
    .description("ask for a change of a task's plan in words, or change single steps of it (each is a number on the card, or an id)")
    .argument("<id>", "a task (43, tsk_…) or an approval (apr_…)")
    .argument("[text]", "what to do instead; needs a model")
    .option("--skip <step>", "leave a step out and tell it", collect)
    .option("--remove <step>", "take a step out of the plan", collect)
    .option("--move <step=before>", "put a step before another one", collect)
    .option("--agent <step=name>", "give a step to another agent", collect)
    .option("--set <name=value>", "a procedure's parameter", collect)
    .option("--ask-before <step>", "be asked before a step starts", collect)
    .option("--no-follow", "return at once instead of carrying the task on")
    .action(async (id: string, text: string | undefined, options: Options) => {
      program.exit(await change(program, id, text?.trim() || null, options));
    });
}

function change(program: Program, id: string, text: string | null, options: Options): Promise<number> {
  const edits = editsOf(options);
  if (text !== null && edits.length > 0) {
    throw new Problem("usage", "words and single changes at once: say what to change, or name --skip, --remove, … .");
  }
  if (edits.length === 0 && text === null) {
    throw new Problem("usage", 'nothing to change: say what ("use tabs"), or name --skip, --remove, --move, --agent, --set, --ask-before.');
  }
  if (text !== null) return decide(program, { verb: "change", id, text, follow: options.follow, stepByStep: false, grant: null });
  return withApp(program, async (app) => editAll(program, app, (await identify(app, id)).task, edits, options.follow));
}

/**
 * One change after the other; the first that is refused ends it. The last one carries the task on, and so does a parameter,
 * which makes the plan anew: what comes next is about that.
 */
async function editAll(program: Program, app: App, task: Task, edits: readonly PlanEdit[], follow: boolean): Promise<number> {
  let code: number = exits.completed;
  const meant = edits.map((edit) => byId(edit, task));
  for (const [index, edit] of meant.entries()) {
    const isLast = index === edits.length - 1;
    const remakes = edit.kind === "parameter" && !isLast;
    code = await sayTo(program, app, task, { type: "edit", task: task.id, edit }, remakes || (follow && isLast));
    if (code !== exits.completed && !(remakes && code === exits.person)) return code;
  }
  return code;
}

/** Numbers mean the plan as it is now; they move with the first change. */
function byId(edit: PlanEdit, { plan }: Task): PlanEdit {
  const idOf = (name: string) => stepNamed(plan?.steps ?? [], name)?.id ?? name;
  if (edit.kind === "parameter") return edit;
  return edit.kind === "move" ? { ...edit, step: idOf(edit.step), before: idOf(edit.before) } : { ...edit, step: idOf(edit.step) };
}

function editsOf({ skip = [], remove = [], move = [], agent = [], set = [], askBefore = [] }: Options): readonly PlanEdit[] {
  return [
    ...set.map((given): PlanEdit => ({ kind: "parameter", ...named(given, "--set", "name", "value") })),
    ...agent.map((given): PlanEdit => ({ kind: "agent", ...named(given, "--agent", "step", "agent") })),
    ...move.map((given): PlanEdit => ({ kind: "move", ...named(given, "--move", "step", "before") })),
    ...askBefore.map((step): PlanEdit => ({ kind: "manual", step })),
    ...skip.map((step): PlanEdit => ({ kind: "skip", step })),
    ...remove.map((step): PlanEdit => ({ kind: "remove", step })),
  ];
}

function named<A extends string, B extends string>(given: string, option: string, left: A, right: B): Record<A | B, string> {
  const at = given.indexOf("=");
  if (at <= 0 || at === given.length - 1) throw new Problem("usage", `${option} ${given}: write it as ${left}=${right}.`);
  const values: Partial<Record<A | B, string>> = {};
  values[left] = given.slice(0, at).trim();
  values[right] = given.slice(at + 1).trim();
  // Both keys were just set.
  return values as Record<A | B, string>;
}
