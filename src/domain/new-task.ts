import { spentNothing } from "./budget.ts";
import type { Context } from "./context.ts";
import { noInterview } from "./interview.ts";
import type { Task } from "./task.ts";
import { headOf } from "./whole-words.ts";

/** What a task begins with; everything else about it is still to come. */
export type Beginning = Pick<
  Task,
  "conversation" | "parent" | "requester" | "title" | "request" | "space" | "place" | "autonomy" | "light" | "procedure"
>;

/** A task nobody has looked at yet; the store gives it the next short number. */
export function newTask(beginning: Beginning, context: Context): Omit<Task, "number"> {
  return {
    ...beginning,
    id: context.mint("tsk"),
    title: beginning.title || firstLine(beginning.request),
    requestedBefore: [],
    limits: context.policy.limits,
    allowance: context.policy.limits,
    stage: "triage",
    pauses: [],
    interview: noInterview,
    brief: null,
    plan: null,
    approvals: [],
    thinking: null,
    sayings: [],
    heard: 0,
    repairs: 0,
    generations: 0,
    evaluation: null,
    verification: null,
    best: null,
    announced: {},
    spend: spentNothing,
    deaths: {},
    ending: null,
    createdAt: context.now,
    movedAt: context.now,
  };
}

function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 80 ? `${headOf(line, 79)}…` : line;
}
