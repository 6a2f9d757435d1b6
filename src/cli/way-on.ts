import { openApprovals, type Subject } from "../domain/approval.ts";
import { dayOf, deferralOf } from "../domain/deferral.ts";
import { effectsOf } from "../domain/effect.ts";
import { openQuestions } from "../domain/interview.ts";
import { isEnded, type Task } from "../domain/task.ts";
import type { Whereabouts } from "./elsewhere.ts";

/**
 * Which commands carry a task on that waits, in people's words: with a line for each thing that is open. Empty for a task
 * that has ended.
 */
export function waysOn(task: Task, { held, elsewhere }: Whereabouts): readonly string[] {
  if (isEnded(task.stage)) return [];
  const name = `#${task.number}`;
  const asked = openQuestions(task.interview.questions);
  const decisions = openApprovals(task.approvals);
  const deferral = deferralOf(task);
  const byHand = task.pauses.some((pause) => pause.reason === "person");
  const ways = [
    ...(asked.length > 0 ? [`${name} waits for ${count(asked.length)}: adjutant answer ${task.number} "…"`] : []),
    ...(decisions.length > 0 ? [`${name} waits for ${decisionWords(decisions.length)} (approve, change or reject):`] : []),
    ...decisions.map(({ id, subject }) => `  adjutant approve ${id}${meaningOf(subject)}`),
    ...(deferral?.until ? [`${name} is put aside until ${dayOf(deferral.until)}: adjutant resume ${task.number} takes it up now`] : []),
    ...(byHand ? [`${name} is paused: adjutant resume ${task.number}`] : []),
  ];
  const isLeft = effectsOf(task).length > 0 && !held;
  const where = elsewhere === null ? "" : ` on the machine ${elsewhere}`;
  return isLeft
    ? [...ways, `${name} is not finished and nobody is at work on it: adjutant resume ${task.number}${where} carries it on`]
    : ways;
}

/** What approving means, where the word alone does not say it. */
function meaningOf(subject: Subject): string {
  switch (subject.kind) {
    case "step":
      return `  ${subject.step}`;
    case "review":
      return `  accepts ${subject.step} as it is`;
    case "fault":
      return "  tries again";
    case "limit":
      return "  adds as much again";
    case "plan":
    case "result":
      return "";
  }
}

function decisionWords(decisions: number): string {
  return decisions === 1 ? "a decision" : `${decisions} decisions`;
}

function count(questions: number): string {
  return questions === 1 ? "an answer" : `${questions} answers`;
}
