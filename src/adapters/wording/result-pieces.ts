import type { ResultMessage } from "../../domain/message.ts";
import { footer } from "../../domain/report.ts";
import { nameOf } from "./line.ts";
import { bold, line, type Piece } from "./piece.ts";
import { literal, prose } from "./prose.ts";

/** The end of a task, leading with the answer (product: 2.8). */
export type ResultPieces = {
  /** What the message begins with: the answer where it is short, else the task's name. */
  readonly title: string;
  readonly body: readonly Piece[];
  readonly footing: string;
  /** What the file is called that takes what is too long. */
  readonly file: string;
};

/** Up to which size a platform takes a file, and what people call it. */
type Room = { readonly platform: string; readonly mostBytes: number };

/** A result in the words of every channel; a file its platform does not take is named with where it is. */
export function resultPieces(result: ResultMessage, room: Room): ResultPieces {
  const { task, ending } = result;
  const answer = `${labels[result.stage] ?? ""}${ending.headline}`.trim();
  // What ended otherwise says so in words of the house, with people's names and reasons in them: those are shown to the letter.
  const [long, draw] = result.stage === "completed" ? [/[\n`]/, prose] : [/\n/, literalLines];
  const isShort = answer.length <= 250 && !long.test(answer);
  return {
    title: isShort ? answer : nameOf(task),
    body: [...(isShort ? [] : draw(answer)), ...bodyOf(result), ...tooLarge(result, room)],
    footing: `${nameOf(task)} · ${footer(result)}`,
    file: `report-${task.number}.md`,
  };
}

function literalLines(text: string): readonly Piece[] {
  return text.split("\n").map((said) => line(literal(said)));
}

/** A headline of a cancelled task says so itself. */
const labels: Partial<Record<ResultMessage["stage"], string>> = { failed: "Failed: " };

/** What was done, how it was checked, what is left to do, and the files (product: 2.8). */
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

function tooLarge({ task, artifacts }: ResultMessage, { platform, mostBytes }: Room): readonly Piece[] {
  const names = artifacts.filter(({ bytes }) => bytes > mostBytes).map(({ name }) => `\`${name}\``);
  if (names.length === 0) return [];
  return [
    line(bold(`Too large for ${platform}: `), literal(`${names.join(", ")}. \`adjutant show ${task.number}\` says where to find it.`)),
  ];
}

const checkMarks = { passed: "✓", failed: "✗", "red-before": "–" } as const;
const criterionMarks = { true: "✓", false: "✗", null: "?" } as const;

/** The verdict with its evidence (product: 2.7). */
function evaluationPieces({ verdict, score, checks, criteria, guarded }: NonNullable<ResultMessage["evaluation"]>): readonly Piece[] {
  return [
    line(bold("Checked: "), `${verdict}, score ${score.toFixed(2)}`),
    ...checks.map(({ state, name, evidence }) => line(`${checkMarks[state]} `, literal(`${name}: ${evidence}`))),
    ...criteria.map(({ met, id, text = id, evidence }) => line(`${criterionMarks[`${met}`]} `, literal(`${text} — ${evidence}`))),
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
