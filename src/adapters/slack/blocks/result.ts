import type { ResultMessage } from "../../../domain/message.ts";
import { footer } from "../../../domain/report.ts";
import type { Evaluation } from "../../../domain/verdict.ts";
import { actions } from "../action.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, context } from "./element.ts";
import { headOf, nameOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { bold, line, type Piece } from "./piece.ts";
import { literal, prose } from "./prose.ts";
import { escapeInto, oneLine } from "./text.ts";

/** The end of a task, leading with the answer (product: 2.8). Its files are uploaded beside it. */
export function renderResult(result: ResultMessage, asked: readonly string[]): Rendered {
  const { task, ending } = result;
  const answer = `${labels[result.stage] ?? ""}${ending.headline}`.trim();
  const isShort = answer.length <= 250 && !/[\n`]/.test(answer);
  const footing = `${nameOf(task)} · ${footer(result)}`;
  return layOut({
    head: headOf(asked, isShort ? answer : nameOf(task)),
    items: [...(isShort ? [] : prose(answer)), ...bodyOf(result)],
    tail: [buttons(button(actions.retry, task.id, "Retry")), context(escapeInto(oneLine(footing, 900), 1_200))],
    ending: footing,
    file: `report-${task.number}.md`,
  });
}

/** A headline of a cancelled task says so itself. */
const labels: Partial<Record<ResultMessage["stage"], string>> = { failed: "Failed: " };

function bodyOf({ ending, steps, evaluation, artifacts }: ResultMessage): readonly Piece[] {
  const passed = steps.filter(({ status }) => status === "passed");
  const shown = passed.map(({ title, headline }) => `${title}: ${headline || "done"}`);
  return [
    ...ending.done.filter((said) => !shown.includes(said)).flatMap(prose),
    ...passed.map((step) =>
      line(`${step.finding ? "✗" : "✓"} `, literal(step.title), ...(step.headline === "" ? [] : literal(` — ${step.headline}`))),
    ),
    ...(evaluation ? evaluationPieces(evaluation) : []),
    ...list(
      "Not done",
      ending.notDone.map(({ what, why }) => (why === "" ? what : `${what} — ${why}`)),
    ),
    ...list("Next", ending.next),
    ...(artifacts.length === 0
      ? []
      : [line(bold("Files: "), literal(artifacts.map(({ name, bytes }) => `\`${name}\` (${sizeOf(bytes)})`).join(", ")))]),
  ];
}

const checkMarks = { passed: "✓", failed: "✗", "red-before": "–" } as const;
const criterionMarks = { true: "✓", false: "✗", null: "?" } as const;

/** The verdict with its evidence (product: 2.7). */
function evaluationPieces({ verdict, score, checks, criteria, guarded }: Evaluation): readonly Piece[] {
  return [
    line(bold("Checked: "), `${verdict}, score ${score.toFixed(2)}`),
    ...checks.map(({ state, name, evidence }) => line(`${checkMarks[state]} `, literal(`${name}: ${evidence}`))),
    ...criteria.map(({ met, id, evidence }) => line(`${criterionMarks[`${met}`]} `, literal(`${id}: ${evidence}`))),
    ...(guarded.length === 0 ? [] : [line("Changes what judges the work: ", literal(guarded.map((file) => `\`${file}\``).join(", ")))]),
  ];
}

function list(label: string, texts: readonly string[]): readonly Piece[] {
  if (texts.length === 1) return [line(bold(`${label}: `), literal(texts[0] ?? ""))];
  return texts.length === 0 ? [] : [line(bold(`${label}:`)), ...texts.map((text) => line("• ", literal(text)))];
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
