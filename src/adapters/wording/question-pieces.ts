import type { AskedQuestion } from "../../domain/message.ts";
import { oneLine } from "./line.ts";
import { bold, line, type Piece, type Span } from "./piece.ts";
import { prose } from "./prose.ts";

/** What a channel can show whole where something is chosen, in choices and characters of each. */
export type ChoiceRoom = { readonly choices: number; readonly characters: number };

/** One question in words: what came of it, or what is asked, why, and what can be chosen where that is too long for its list. */
export function questionPieces(question: AskedQuestion, mark: string, room: ChoiceRoom): readonly Piece[] {
  if (question.answer !== undefined) return [line(mark, `${oneLine(question.text, 300)} — `, bold(oneLine(question.answer, 300)))];
  const [first = line(), ...more] = prose(question.text);
  const asks =
    "spans" in first
      ? [
          line(
            mark,
            first.spans.map(({ text, style }): Span => (style ? { text, style } : bold(text))),
          ),
        ]
      : [line(mark), first];
  const why = question.why === null ? [] : prose(question.why);
  return [...asks, ...more, ...why, ...listed(question, room)];
}

/** Long choices do not fit on what they are chosen by. */
function listed({ choices }: AskedQuestion, room: ChoiceRoom): readonly Piece[] {
  const isWhole = choices.length <= room.choices && choices.every((choice) => choice.length <= room.characters);
  return isWhole ? [] : choices.map((choice, place) => line(`${place + 1}) ${choice.replace(/\s+/g, " ")}`));
}

/** As many and as long as fit beside each other on a phone; more of them are a list. */
const few = { choices: 5, characters: 30 };

/** What can be chosen, by its place, and whether it is shown as buttons. */
export function choicesOf({ answer, choices }: AskedQuestion): { readonly labels: readonly string[]; readonly areFew: boolean } {
  const labels = answer === undefined ? choices.map((label, place) => label.trim() || `${place + 1}`) : [];
  return { labels, areFew: labels.length <= few.choices && labels.every((label) => label.length <= few.characters) };
}

/** How questions can be answered beside their choices; null: what an offer proposes is done by its button or left alone. */
export type Ways = { readonly form: string; readonly mayProceed: boolean; readonly hint: string };

/** Only the interview can be cut short. `inWords`: how words are heard there. */
export function waysOf(all: readonly AskedQuestion[], inWords = "Reply here"): Ways | null {
  const questions = all.filter(({ answer }) => answer === undefined);
  if (questions.every(({ isOffer }) => isOffer === true)) return null;
  const mayProceed = questions.every(({ step, isOffer }) => step === null && isOffer !== true);
  return {
    // Beside choices too: words of one's own fit where none of them does, and on Discord a form takes files.
    form: questions.length > 1 ? "Answer all" : "Answer",
    mayProceed,
    hint: mayProceed ? `${inWords}, press a button, or just proceed.` : `${inWords} or press a button.`,
  };
}

/** What the field is called that takes other words than the choices of a question; of several forms' fields each names its own. */
export function ownWordsOf({ text }: AskedQuestion, questions: number): string {
  return questions > 1 ? `Or in words: ${text}` : "Or in your own words";
}
