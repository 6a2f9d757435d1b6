import { openApprovals } from "./approval.ts";
import type { Context } from "./context.ts";
import { offerRevision } from "./offer.ts";
import { moved, type Outcome, reply } from "./record.ts";
import type { Task } from "./task.ts";
import type { Thought } from "./thought.ts";

type Classified = Extract<Thought, { purpose: "classify" }>["value"];

/** What is done with words near an open approval or a run (product: 2.1). Only an explicit change makes a new version. */
export function hearClassified(task: Task, said: Classified, context: Context): Outcome {
  const [saying, ...rest] = task.sayings;
  const by = saying?.by ?? null;
  const quiet = { ...task, sayings: rest };
  switch (said.kind) {
    case "assent":
      return moved(
        quiet,
        reply(
          openApprovals(task.approvals).length > 0
            ? "Press Approve on the plan, or say `approve`; other words don't count."
            : "Nothing waits for an approval.",
          by,
        ),
      );
    case "change":
      return offer(quiet, said.instruction ?? saying?.text ?? "", context);
    case "new_task":
      return moved(quiet, reply("That sounds like a new task. Ask it in a new conversation and I will start it beside this one."));
    case "stop":
      return moved(quiet, reply("To stop this task say `stop`.", by));
    case "question":
    case "answer":
    case "chat":
      return moved(quiet, reply(said.reply ?? "Noted."));
  }
}

function offer(task: Task, instruction: string, context: Context): Outcome {
  const question = offerRevision(instruction, context);
  const interview = { ...task.interview, questions: [...task.interview.questions, question] };
  return moved({ ...task, interview }, { type: "post", post: { kind: "questions", questions: [question] } });
}
