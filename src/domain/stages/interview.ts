import { answerQuestion } from "../answering.ts";
import type { Context } from "../context.ts";
import { composeEnding } from "../ending.ts";
import type { TaskEvent } from "../event.ts";
import { type Interview, isReady, openQuestions, type Question, unreadableClarity } from "../interview.ts";
import { lightPlan } from "../light.ts";
import { accountOf } from "../principal.ts";
import { after, audit, moved, type Outcome } from "../record.ts";
import type { Task } from "../task.ts";
import { askAfterFault, think } from "../thinking.ts";
import type { QuestionDraft, Thought } from "../thought.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

type Triage = Extract<Thought, { purpose: "triage" }>["value"];

/** The one question asked when a triage could not be read (product: 2.1). */
const generic: QuestionDraft = { id: "goal", text: "What result would tell you that it is done?", choices: [], why: null };

/** How clear is it? A model scores; a procedure knows which parameters are missing. */
export const triage: StageRules = {
  ...open,
  enter: (task, context) => moved(think(task, "triage", context)),
  on: {
    ...open.on,
    opened: (task, { triage: found, fault }, context) => {
      if (task.light) return moved(lightPlan(task, context));
      if (fault) return askAfterFault(think(task, "triage", context), fault.message, context);
      return found ? scored(task, found, context) : moved(think(task, "triage", context));
    },
    thought: (task, { thought }, context) => (thought.purpose === "triage" ? scored(task, thought.value, context) : moved(task)),
    unthought: (task, event, context) => {
      if (event.purpose !== "triage") return moved(task);
      if (event.fault.code !== "model_unreadable") return askAfterFault(task, event.fault.message, context);
      return scored(task, { clarity: unreadableClarity, questions: [generic] }, context);
    },
    commanded: (task, event, context) => (event.command === "proceed" ? proceed(task, event) : open.on.commanded(task, event, context)),
  },
};

/** Questions are open; a person is asked. */
export const interviewing: StageRules = {
  ...open,
  settle: (task) => (openQuestions(task.interview.questions).length === 0 ? moved({ ...task, stage: "triage" }) : moved(task)),
  on: {
    ...open.on,
    said: (task, event, context) => answerQuestion(task, { type: "answered", by: event.by, question: null, text: event.text }, context),
    commanded: (task, event, context) => (event.command === "proceed" ? proceed(task, event) : open.on.commanded(task, event, context)),
  },
};

function scored(task: Task, { clarity, questions }: Triage, context: Context): Outcome {
  const interview: Interview = { ...task.interview, clarity };
  const quiet: Task = { ...task, thinking: null, interview };
  if (isReady(interview, context.policy.interview) || isSettledProcedure(task, questions)) return moved({ ...quiet, stage: "briefing" });
  if (task.procedure && interview.round >= context.policy.interview.rounds) return moved(unanswered(quiet));
  return ask(quiet, questions.length > 0 ? questions : [generic], context);
}

/** A procedure is ready exactly when no parameter is missing, however often it had to ask. */
function isSettledProcedure(task: Task, questions: readonly QuestionDraft[]): boolean {
  return task.procedure !== null && questions.length === 0;
}

function unanswered(task: Task): Task {
  return {
    ...task,
    stage: "failed",
    ending: composeEnding(task, "Stopped: a parameter is still missing after three rounds of questions."),
  };
}

function ask(task: Task, drafts: readonly QuestionDraft[], context: Context): Outcome {
  const round = task.interview.round + 1;
  const questions = drafts.slice(0, context.policy.interview.questions).map(
    (draft): Question => ({
      id: context.mint("qst"),
      step: null,
      topic: draft.id,
      text: draft.text,
      choices: draft.choices,
      why: draft.why,
      round,
      askedAt: context.now,
      expiresAt: context.now + context.policy.approvals.expiresMs,
      reminders: 0,
      answer: null,
      answeredBy: null,
    }),
  );
  const interview = { ...task.interview, round, questions: [...task.interview.questions, ...questions] };
  return moved(
    { ...task, stage: "interviewing", interview },
    audit("asked", null, { round, questions: questions.map((one) => one.text) }),
    {
      type: "post",
      post: { kind: "questions", questions },
    },
  );
}

/** "just proceed": what is open becomes an assumption, which the brief writes down. A procedure cannot guess its parameters. */
function proceed(task: Task, event: Extract<TaskEvent, { type: "commanded" }>): Outcome {
  const questions = task.interview.questions.map(
    (one): Question =>
      one.answer === null ? { ...one, answer: "(not answered: assume what is usual)", answeredBy: accountOf(event.by) } : one,
  );
  const interview = { ...task.interview, questions, proceed: true };
  return after(
    [audit("proceed", accountOf(event.by))],
    moved({ ...task, interview, thinking: null, stage: task.procedure ? "triage" : "briefing" }),
  );
}
