import { mayDirect } from "../authority.ts";
import type { Context } from "../context.ts";
import { composeEnding } from "../ending.ts";
import type { TaskEvent } from "../event.ts";
import { type Interview, isReady, makeQuestion, type Question, unreadableClarity } from "../interview.ts";
import { lightPlan } from "../light.ts";
import { isOffer, lapseOffers, openFacts } from "../offer.ts";
import { voidApprovals } from "../opening.ts";
import { accountOf } from "../principal.ts";
import { audit, moved, type Outcome, refuse } from "../record.ts";
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
    thought: (task, event, context) =>
      event.thought.purpose === "triage" ? scored(task, event.thought.value, context) : open.on.thought(task, event, context),
    unthought: (task, event, context) => {
      if (event.purpose !== "triage") return open.on.unthought(task, event, context);
      if (event.fault.code !== "model_unreadable") return askAfterFault(task, event.fault.message, context);
      return scored(task, { clarity: unreadableClarity, questions: [generic] }, context);
    },
    commanded: (task, event, context) =>
      event.command === "proceed" ? proceed(task, event, context) : open.on.commanded(task, event, context),
  },
};

/** Questions are open; a person is asked. */
export const interviewing: StageRules = {
  ...open,
  settle: (task) => (openFacts(task.interview.questions).length === 0 ? moved({ ...task, stage: "triage" }) : moved(task)),
  on: {
    ...open.on,
    commanded: (task, event, context) =>
      event.command === "proceed" ? proceed(task, event, context) : open.on.commanded(task, event, context),
  },
};

function scored(task: Task, { clarity, questions }: Triage, context: Context): Outcome {
  const interview: Interview = { ...task.interview, clarity };
  const quiet: Task = { ...task, thinking: null, interview };
  if (task.procedure) return recited(quiet, questions, context);
  if (isReady(interview, context.policy.interview)) return moved({ ...quiet, stage: "briefing" });
  return ask(quiet, questions.length > 0 ? questions : [generic], context);
}

/** A procedure is ready exactly when no parameter is missing: out of rounds it cannot guess, it ends. */
function recited(task: Task, missing: readonly QuestionDraft[], context: Context): Outcome {
  const { rounds } = context.policy.interview;
  if (missing.length === 0) return moved({ ...task, stage: "briefing" });
  if (task.interview.round < rounds) return ask(task, missing, context);
  const names = missing.map((one) => one.id).join(", ");
  const ending = composeEnding(task, `Stopped: ${names} still missing after ${rounds} rounds of questions.`);
  return moved({ ...task, stage: "failed", ending });
}

function ask(task: Task, drafts: readonly QuestionDraft[], context: Context): Outcome {
  const round = task.interview.round + 1;
  const questions = drafts
    .slice(0, context.policy.interview.questions)
    .map(({ id, text, choices, why }) => makeQuestion({ step: null, topic: id, text, choices, why, round }, context));
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
function proceed(task: Task, event: Extract<TaskEvent, { type: "commanded" }>, context: Context): Outcome {
  const right = mayDirect(event.by, task, context);
  if (!right.allowed) return refuse(right.reason);
  if (task.procedure) return refuse("A procedure needs each of its parameters; answer what is asked, or say `stop`.");
  const questions = task.interview.questions.map(
    (one): Question =>
      one.answer === null && !isOffer(one)
        ? { ...one, answer: "(not answered: assume what is usual)", answeredBy: accountOf(event.by) }
        : one,
  );
  const interview = { ...task.interview, questions, proceed: true };
  const closed = voidApprovals(
    lapseOffers({ ...task, interview, thinking: null, stage: "briefing" }, (offer) => offer.kind === "take"),
    "went on without it",
    (one) => one.subject.kind === "fault",
  );
  return moved(closed.task, audit("proceed", accountOf(event.by)), ...closed.records);
}
