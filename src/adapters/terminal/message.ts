import type { AskedQuestion, Message, ResultMessage } from "../../domain/message.ts";
import { footer } from "../../domain/report.ts";
import { renderApproval } from "./approval.ts";
import { createPaint, type Paint } from "./paint.ts";
import { wrap } from "./width.ts";

/** One of the new messages there are, for a terminal. Everything in it was cleaned before it was stored. */
export function renderMessage(message: Message, width: number, colour: boolean): string {
  const paint = createPaint(colour);
  switch (message.kind) {
    case "reply":
      return wrap(message.text, width).join("\n");
    case "questions":
      return message.questions
        .flatMap((question, index) => renderQuestion(question, index, message.questions.length, width, paint))
        .join("\n");
    case "approval":
      return renderApproval(message, width, paint).join("\n");
    case "result":
      return renderResult(message, width, paint).join("\n");
  }
}

function renderQuestion(
  { text, choices, why }: AskedQuestion,
  index: number,
  count: number,
  width: number,
  paint: Paint,
): readonly string[] {
  const mark = count > 1 ? `${index + 1}.` : "?";
  const [first = "", ...more] = wrap(`${mark} ${text}`, width, "   ");
  const reason = why === null ? [] : wrap(`   ${why}`, width, "   ").map(paint.dim);
  const numbered = choices.map((choice, place) => `${place + 1}) ${choice}`);
  const offered = numbered.length === 0 ? [] : wrap(`   ${numbered.join("   ")}`, width, "   ");
  return [paint.yellow(mark) + paint.bold(first.slice(mark.length)), ...more.map(paint.bold), ...reason, ...offered];
}

/** The end of a task, leading with the answer; what the steps above already said is not said again. */
function renderResult(result: ResultMessage, width: number, paint: Paint): readonly string[] {
  const { ending, stage, steps, artifacts } = result;
  const label = stage === "failed" ? "Failed: " : stage === "cancelled" ? "" : "Result: ";
  const needsCare = stage !== "completed" || steps.some((step) => step.finding);
  const headline = wrap(`${label}${ending.headline}`, width, "  ");
  const shown = steps.map((step) => `${step.title}: ${step.headline}`);
  const done = ending.done.filter((line) => !shown.includes(line));
  const openSteps = steps.filter((step) => step.status !== "passed").map((step) => step.title);
  const missing = ending.notDone.filter(({ what }) => !openSteps.includes(what)).map(({ what, why }) => `${what} — ${why}`);
  return [
    ...headline.map((line) => paint.bold(needsCare ? paint.yellow(line) : paint.green(line))),
    ...section("", done, width),
    ...section("Not done: ", missing, width),
    ...section(
      "File: ",
      artifacts.map((file) => file.path),
      width,
    ),
    ...section("Next: ", ending.next, width),
    paint.dim(footer(result)),
  ];
}

function section(label: string, lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => wrap(`  ${label}${line}`, width, "    "));
}
