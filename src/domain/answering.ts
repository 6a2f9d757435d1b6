import { stepOf, withStep } from "./advance.ts";
import { goOnAnswered, refuseSecret } from "./asking.ts";
import { mayAnswer, mayAsk, mayDirect, type Right } from "./authority.ts";
import type { Context } from "./context.ts";
import { takeUp } from "./deferral.ts";
import type { TaskEvent } from "./event.ts";
import { type Offer, openQuestions, type Question, readAnswer } from "./interview.ts";
import { isOffer, lapseOffers, offerAnswer, openFacts } from "./offer.ts";
import { accountOf, isSamePerson, type Principal } from "./principal.ts";
import { after, audit, moved, type Outcome, refuse, reply } from "./record.ts";
import { takeOffer } from "./taking.ts";
import type { Task } from "./task.ts";
import { hearMore } from "./thinking.ts";

type Answered = Extract<TaskEvent, { type: "answered" }>;

/**
 * Takes an answer. One that names its question answers that; free text answers the only open one, or all of an
 * interview's round at once (people answer three questions in one breath; the next triage reads what is still open). An
 * offer takes exactly its own words. Who may not answer themselves has their answer offered to who may (product: 2.1).
 */
export function answerQuestion(task: Task, event: Answered, context: Context): Outcome {
  const waiting = openQuestions(task.interview.questions);
  const theirs = waiting.filter((one) => one.offer === null || mayTakeUp(one.offer, event.by, task, context).allowed);
  const named = event.question ? waiting.filter((one) => one.id === event.question) : answeredByText(task, theirs, event.text);
  if (named.length === 0) return refuse(event.question ? "That question is answered or gone." : "No question is open.");
  if (named.every((one) => event.receivedAt > one.expiresAt)) return refuse("That question had expired when you answered.");
  const secret = refuseSecret(task, named, event.text, context);
  if (secret) return secret;
  const [first] = named;
  if (first?.offer) return answerOffer(task, first, first.offer, event, context);
  const right = mayAnswer(event.by, task, context);
  if (right.allowed) return settleAnswers(task, named, event.text, event.by, context);
  return mayAsk(event.by, context).allowed ? keepAnswer(task, named, event, context) : refuse(right.reason);
}

/** Words of somebody who may not answer, while something is asked: the first ones of each person are offered, or null. */
export function overhearAnswer(task: Task, event: Answered, context: Context): Outcome | null {
  const named = answeredByText(task, openFacts(task.interview.questions), event.text);
  const isMeant = ({ offer }: Question) =>
    offer?.kind === "take" && isSamePerson(offer.by, event.by, context.directory) && named.some((one) => offer.questions.includes(one.id));
  const known = task.interview.questions.some(isMeant) || refuseSecret(task, named, event.text, context) !== null;
  return named.length === 0 || known || !mayAsk(event.by, context).allowed ? null : keepAnswer(task, named, event, context);
}

function keepAnswer(task: Task, named: readonly Question[], { by, text }: Answered, context: Context): Outcome {
  const earlier = (offer: Offer) => offer.kind === "take" && isSamePerson(offer.by, by, context.directory);
  const question = offerAnswer(named, text, by, context);
  const asked = lapseOffers(task, earlier);
  const interview = { ...asked.interview, questions: [...asked.interview.questions, question] };
  return moved(
    { ...asked, interview },
    audit("answer.kept", accountOf(by), { questions: [...ids(named)], text }),
    reply(`Kept: ${task.requester.name} can take your answer with one tap.`, by),
    { type: "post", post: { kind: "questions", questions: [question] } },
  );
}

/** A new task is for who asked for it to begin, too; everything else for who directs this one. */
function mayTakeUp(offer: Offer, by: Principal, task: Task, context: Context): Right {
  const own = offer.kind === "start" && isSamePerson(offer.by, by, context.directory);
  return own ? { allowed: true } : mayDirect(by, task, context);
}

function answerOffer(task: Task, question: Question, offer: Offer, event: Answered, context: Context): Outcome {
  const right = mayTakeUp(offer, event.by, task, context);
  if (!right.allowed) return refuse(right.reason);
  if (!takes(question, event.text)) return refuse(`Answer ${question.choices.join(" or ")}.`);
  const said = readAnswer(question, event.text);
  const told = audit("answered", accountOf(event.by), { questions: [question.id], text: event.text });
  const closed = closeQuestions(task, [question], { answer: () => said, by: event.by }, context);
  if (said !== question.choices[0]) return moved(closed, told, ...(offer.kind === "revise" ? [reply("The plan stays as it is.")] : []));
  if (offer.kind !== "take") return after([told], takeOffer(closed, offer, context));
  const asked = openFacts(closed.interview.questions).filter((one) => offer.questions.includes(one.id));
  return asked.length === 0 ? moved(closed, told) : after([told], settleAnswers(closed, asked, offer.text, offer.by, context));
}

/** The answers are in: steps that asked have passed, and what was offered for the same questions is needed no more. */
function settleAnswers(task: Task, named: readonly Question[], text: string, by: Principal, context: Context): Outcome {
  const told = audit("answered", accountOf(by), { questions: [...ids(named)], text });
  const closed = closeQuestions(takeUp(task), named, { answer: (one) => readAnswer(one, text), by }, context);
  const open = ids(openFacts(closed.interview.questions));
  const quiet = lapseOffers(closed, (offer) => offer.kind === "take" && !offer.questions.some((id) => open.includes(id)));
  return moved(passAskingSteps(quiet, ids(named), context), told);
}

type Closing = { readonly answer: (one: Question) => string; readonly by: Principal };

function closeQuestions(task: Task, named: readonly Question[], { answer, by }: Closing, context: Context): Task {
  const questions = task.interview.questions.map(
    (one): Question => (named.includes(one) ? { ...one, answer: answer(one), answeredBy: accountOf(by) } : one),
  );
  return { ...hearMore(task, context), interview: { ...task.interview, questions } };
}

/** A procedure's parameters and the steps that ask are answered one by one, oldest first; an interview's round may share an answer. */
function answeredByText(task: Task, open: readonly Question[], text: string): readonly Question[] {
  const last = open.findLast((one) => takes(one, text));
  if (last && isOffer(last)) return [last];
  const waiting = open.filter((one) => !isOffer(one));
  const round = waiting.filter((one) => one.round > 0);
  return task.procedure || round.length === 0 ? waiting.slice(0, 1) : round;
}

/** Whether the text is one of the question's choices. */
function takes(question: Question, text: string): boolean {
  return question.choices.includes(readAnswer(question, text));
}

function ids(questions: readonly Question[]): readonly string[] {
  return questions.map((one) => one.id);
}

/** `ask` steps whose question was just answered have passed: the answer is their output. An agent that asked goes on. */
function passAskingSteps(task: Task, answered: readonly string[], context: Context): Task {
  return task.interview.questions.reduce((now, { id, step: asking, answer }) => {
    const step = asking === null ? undefined : stepOf(now, asking);
    if (!answered.includes(id) || answer === null || step?.status !== "running") return now;
    if (step.agents.length > 0) return withStep(now, goOnAnswered(step, now));
    const result = { ok: true, exitCode: null, headline: answer, output: answer, artifacts: [], snapshot: null };
    return withStep(now, { ...step, status: "passed", endedAt: context.now, result });
  }, task);
}
