import type { Step } from "./step.ts";
import type { Task } from "./task.ts";

/** What whoever did a step was told when it asked. */
export type Told = { readonly question: string; readonly answer: string };

/** What was asked about a step, and a person answered. */
export function toldTo(step: Pick<Step, "id">, { interview }: Task): readonly Told[] {
  return interview.questions
    .filter((one) => one.step === step.id && one.answeredBy !== null)
    .map(({ text, answer }) => ({ question: text, answer: answer ?? "" }));
}
