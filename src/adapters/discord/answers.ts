import type { QuestionId } from "../../domain/id.ts";
import type { AskedQuestion } from "../../domain/message.ts";
import type { Answer, Filled } from "./reading/news.ts";

type Answers = Pick<Extract<Filled, { form: "answers" }>, "answers" | "left" | "words">;
type Asked = Pick<AskedQuestion, "id" | "choices">;
type Said = { readonly question: QuestionId; readonly text: string };

/**
 * What a form says to each question. Words that name none answer every choice of the form that was left open, else they stand beside
 * its last answer; `attached` says which files came, and belongs to the first answer, or to the first question where there are only
 * files.
 */
export function sayAnswers(filled: Answers, questions: readonly Asked[], attached: string): readonly Said[] {
  const answers = withWords(filled, questions);
  const bearing: readonly Answer[] =
    answers.length > 0 || attached === "" ? answers : filled.left.slice(0, 1).map((question) => ({ question, place: null, text: "" }));
  return bearing.map((answer, index) => {
    const question = questions.find(({ id }) => id === answer.question);
    return { question: answer.question, text: sayAnswer(answer, question, index === 0 ? attached : "") };
  });
}

function withWords({ answers, left, words }: Answers, questions: readonly Asked[]): readonly Answer[] {
  if (words === "") return answers;
  const unchosen = questions.filter(({ id, choices }) => choices.length > 0 && left.includes(id));
  if (unchosen.length > 0) return [...answers, ...unchosen.map(({ id }) => ({ question: id, place: null, text: words }))];
  return answers.map((answer, index) =>
    index === answers.length - 1 ? { ...answer, text: [answer.text, words].filter(Boolean).join("; ") } : answer,
  );
}

/**
 * An answer as it is said to a question. A choice alone is said by its number, which stands for all of its words however long they
 * are; beside words or files it is named, where the question is still known.
 */
function sayAnswer({ place, text }: Answer, question: Asked | undefined, attached: string): string {
  if (place !== null && text === "" && attached === "") return `${place + 1}`;
  const chosen = place === null ? "" : (question?.choices[place] ?? `${place + 1}`);
  const said = [chosen, text].filter((part) => part !== "").join("; ");
  return [said, attached].filter((part) => part !== "").join("\n\n");
}
