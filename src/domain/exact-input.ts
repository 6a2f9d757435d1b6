import type { Context } from "./context.ts";
import { dependenciesOf } from "./dag.ts";
import { readsOutput } from "./output-use.ts";
import { parameterVariable, resolveInput } from "./reference.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { toldTo } from "./told.ts";

/** More of a command or a text than this is told by its length; the digest covers all of it. In characters. */
const longest = 2_000;
const longestOutput = 300;

/** What a step will really do, now that everything it refers to is known. */
type Exact = { readonly words: string; readonly digest: string };

/**
 * What a confirmation shows and binds (product: 2.3): the input with every reference resolved, the outputs it reads as files
 * or variables, and what people answered to whoever does it. Equal digests do exactly the same.
 */
export function exactOf(task: Task, step: Step, { kinds, digest }: Pick<Context, "kinds" | "digest">): Exact {
  const outputs = outputsFor(task, step);
  const given = Object.entries(task.procedure?.parameters ?? {}).map(([name, value]) => [parameterVariable(name), value]);
  const input = resolveInput(step.input, { outputs, env: Object.fromEntries(given) });
  const beside = Object.fromEntries(Object.entries(outputs).filter(([id]) => readsOutput(step, id)));
  const read = kinds.get(step.kind)?.read(input);
  const words = cut(read?.ok ? read.value.summary : step.summary, longest);
  const reads = Object.entries(beside).map(([id, output]) => `; reads ${id}: “${cut(output.trim(), longestOutput)}”`);
  const told = toldTo(step, task);
  const knows = told.map(({ question, answer }) => `; was told: “${cut(question, longestOutput)}” — “${cut(answer, longestOutput)}”`);
  const bound = { plan: task.plan?.digest ?? "", step: step.id, input, beside, ...(told.length === 0 ? {} : { told }) };
  return { words: [words, ...reads, ...knows].join(""), digest: digest(bound) };
}

/** Outputs of everything a step depends on, directly or not, by id. */
function outputsFor(task: Task, step: Step): Readonly<Record<string, string>> {
  const steps = task.plan?.steps ?? [];
  const before = dependenciesOf(steps, step);
  return Object.fromEntries(steps.flatMap(({ id, result }) => (before.has(id) && result ? [[id, result.output] as const] : [])));
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${[...text].slice(0, most).join("")}… (${text.length} characters)`;
}
