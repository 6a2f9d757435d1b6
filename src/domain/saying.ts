import { openApprovals } from "./approval.ts";
import { mayAsk } from "./authority.ts";
import type { Context } from "./context.ts";
import { openQuestions, type Question } from "./interview.ts";
import { offerRevision, offerTask } from "./offer.ts";
import { isSamePerson, type Principal } from "./principal.ts";
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
      return offer(quiet, offerRevision(said.instruction ?? saying?.text ?? "", otherThanRequester(by, task, context), context));
    case "new_task":
      return saying ? offerBeside(quiet, saying, context) : moved(quiet);
    case "stop":
      return moved(quiet, reply("To stop this task say `stop`.", by));
    case "question":
    case "answer":
    case "chat":
      return moved(quiet, reply(said.reply ?? "Noted."));
  }
}

/** A new topic is a task of its own, for whom may ask for one: in the words it was said in. */
function offerBeside(task: Task, { by, text }: Task["sayings"][number], context: Context): Outcome {
  const right = mayAsk(by, context);
  return right.allowed ? offer(task, offerTask(text, by, context)) : moved(task, reply(right.reason, by));
}

function otherThanRequester(by: Principal | null, { requester }: Task, { directory }: Context): Principal | null {
  return by === null || isSamePerson(by, requester, directory) ? null : by;
}

/** What is offered already, in the same words, is not offered again. */
function offer(task: Task, question: Question): Outcome {
  if (openQuestions(task.interview.questions).some(({ text }) => text === question.text)) return moved(task);
  const interview = { ...task.interview, questions: [...task.interview.questions, question] };
  return moved({ ...task, interview }, { type: "post", post: { kind: "questions", questions: [question] } });
}
