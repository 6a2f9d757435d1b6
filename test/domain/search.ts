import type { Context } from "../../src/domain/context.ts";
import type { Outcome } from "../../src/domain/record.ts";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { transition } from "../../src/domain/transition.ts";
import { type Alphabet, beginnings, type Turn, turnsOf } from "./alphabet.ts";
import { canonical, noon } from "./canon.ts";
import { broken } from "./invariants.ts";

/** One way from a state to another. Refusals lead nowhere and are no edges. */
type Edge = { readonly turn: Turn; readonly to: number };

export type Node = {
  readonly task: Task;
  readonly edges: readonly Edge[];
  /** The state it was found from, and by what; null for a beginning. */
  readonly found: { readonly from: number; readonly turn: Turn } | null;
};

/** All states a task can be in, the same state always found as the same number. */
export type Graph = { readonly nodes: readonly Node[]; readonly wrong: readonly string[] };

/** Looks at what came of every turn in every state; for what is told of the whole table. */
type Watch = (task: Task, turn: Turn, outcome: Outcome) => void;

const mostStates = 40_000;

/** Finds every state that can be reached from a task that has just been made, breadth first. */
export function explore(start: Task, context: Context, alphabet: Alphabet, watch: Watch = () => {}): Graph {
  const nodes: { task: Task; edges: Edge[]; found: Node["found"] }[] = [];
  const known = new Map<string, number>();
  const wrong: string[] = [];
  const find = (task: Task, at: number, found: Node["found"]): number => {
    const reduced = canonical(task, at);
    const key = JSON.stringify(reduced);
    const number = known.get(key) ?? nodes.length;
    if (number === nodes.length) {
      known.set(key, number);
      nodes.push({ task: reduced, edges: [], found });
    }
    return number;
  };
  const take = (task: Task, turn: Turn, from: number | null): number | null => {
    const now = { ...context, now: turn.at };
    const outcome = transition(task, turn.event, now);
    watch(task, turn, outcome);
    const faults = broken({ before: task, event: turn.event, outcome, context: now }, { attempts: new Map() });
    if (faults.length > 0 && wrong.length < 20)
      wrong.push(`${faults.join("; ")} — ${from === null ? "" : story(nodes, from)} → ${told(turn)}`);
    return outcome.kind === "refused" ? null : find(outcome.task, turn.at, from === null ? null : { from, turn });
  };
  for (const event of beginnings) take(start, { event, at: noon, of: "person", kind: true }, null);
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (!node || isEnded(node.task.stage)) continue;
    for (const turn of turnsOf(node.task, alphabet)) {
      const to = take(node.task, turn, at);
      if (to !== null) node.edges.push({ turn, to });
    }
    // A model whose states do not end is no reduced one: its stories show which counter nobody bounds.
    if (nodes.length > mostStates) throw new Error(`more than ${mostStates} states; the last: ${story(nodes, nodes.length - 1)}`);
  }
  return { nodes, wrong };
}

/**
 * States from which some way along these edges never comes to a goal: it ends elsewhere, or goes round in a circle. All others
 * come to one whatever happens on the way.
 */
export function astray({ nodes }: Graph, along: (edge: Edge, from: Node) => boolean, isGoal: (node: Node) => boolean): readonly number[] {
  const ways = nodes.map((node) => node.edges.filter((edge) => along(edge, node)));
  const [open, comers] = [ways.map((edges) => edges.length), nodes.map((): number[] => [])];
  for (const [from, edges] of ways.entries()) for (const { to } of edges) comers[to]?.push(from);
  const safe = new Set([...nodes.keys()].filter((at) => nodes.slice(at, at + 1).some(isGoal)));
  // Adding to a set while going through it goes through what was added, too.
  for (const at of safe) {
    for (const from of comers[at] ?? []) {
      open[from] = (open[from] ?? 0) - 1;
      if (open[from] === 0) safe.add(from);
    }
  }
  return [...nodes.keys()].filter((at) => !safe.has(at));
}

/** How a state came about, in events. */
export function story(nodes: readonly Pick<Node, "found" | "task">[], at: number): string {
  const node = nodes[at];
  if (!node?.found) return node?.task.stage ?? "nowhere";
  return `${story(nodes, node.found.from)} → ${told(node.found.turn)} → ${node.task.stage}`;
}

function told({ event }: Turn): string {
  const { type } = event;
  if (type === "thought") return `${event.thought.purpose}: ${JSON.stringify(event.thought.value).slice(0, 60)}`;
  if (type === "unthought") return `no ${event.purpose} (${event.fault.code})`;
  if (type === "ended") return `${event.step} ${event.outcome.kind}`;
  if (type === "decided") return event.verb;
  return type === "commanded" ? event.command : type;
}
