import { reviseTopic } from "./answering.ts";
import { openApprovals } from "./approval.ts";
import type { Context } from "./context.ts";
import type { Question } from "./interview.ts";
import { moved, type Outcome, reply } from "./record.ts";
import type { Task } from "./task.ts";
import type { Thought } from "./thought.ts";

type Classified = Extract<Thought, { purpose: "classify" }>["value"];

/** What is done with words near an open approval or a run (product: 2.1). Only an explicit change makes a new version. */
export function hearClassified(task: Task, said: Classified, context: Context): Outcome {
  const quiet = { ...task, thinking: null };
  switch (said.kind) {
    case "assent":
      return moved(
        quiet,
        reply(
          openApprovals(task.approvals).length > 0
            ? "Press Approve on the plan, or say `approve`; other words don't count."
            : "Nothing waits for an approval.",
        ),
      );
    case "change":
      return offerRevision(quiet, said.instruction ?? task.thinking?.instruction ?? "", context);
    case "new_task":
      return moved(quiet, reply("That sounds like a new task. Ask it in a new conversation and I will start it beside this one."));
    case "stop":
      return moved(quiet, reply("To stop this task say `stop`."));
    case "question":
    case "answer":
    case "chat":
      return moved(quiet, reply(said.reply ?? "Noted."));
  }
}

function offerRevision(task: Task, instruction: string, context: Context): Outcome {
  const question: Question = {
    id: context.mint("qst"),
    step: null,
    topic: reviseTopic,
    text: `Revise the plan: "${instruction}"?`,
    choices: ["Yes", "No"],
    why: instruction,
    round: 0,
    askedAt: context.now,
    expiresAt: context.now + context.policy.approvals.expiresMs,
    reminders: 0,
    answer: null,
    answeredBy: null,
  };
  const interview = { ...task.interview, questions: [...task.interview.questions, question] };
  return moved({ ...task, interview }, { type: "post", post: { kind: "questions", questions: [question] } });
}
