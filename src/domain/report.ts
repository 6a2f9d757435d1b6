import type { ResultMessage } from "./message.ts";

/** The end of a task as Markdown, for a terminal, a file or an export (product: 2.8). */
export function reportMarkdown(result: ResultMessage): string {
  return [
    `# #${result.task.number} ${result.task.title}`,
    result.ending.headline,
    section("Done", result.ending.done.map(bullet)),
    section(
      "Not done",
      result.ending.notDone.map((one) => bullet(`${one.what} — ${one.why}`)),
    ),
    section("Evaluation", evaluationLines(result)),
    section(
      "Files",
      result.artifacts.map((file) => bullet(`${file.path} (${file.bytes} bytes)`)),
    ),
    section("Next", result.ending.next.map(bullet)),
    footer(result),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** `22 s · $0.74 · approved by mia` */
export function footer(result: ResultMessage): string {
  const cost = result.costMicros > 0 ? [money(result.costMicros)] : [];
  const unmetered = result.unmetered ? ["cost not metered"] : [];
  const by = result.approvedBy ? [result.approvedBy] : [];
  return [duration(result.activeMs), ...cost, ...unmetered, ...by].join(" · ");
}

/** Micro-dollars as people write money. */
export function money(micros: number): string {
  return `$${(micros / 1e6).toFixed(2)}`;
}

/** A number with its thousands apart, the same everywhere. */
export function counted(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Milliseconds as people say durations: `0.4 s`, `22 s`, `6 min`, `2 h 5 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const checkMarks = { passed: "✓", failed: "✗", "red-before": "–" } as const;

function evaluationLines({ evaluation }: ResultMessage): readonly string[] {
  if (!evaluation) return [];
  const checks = evaluation.checks.map((check) => bullet(`${checkMarks[check.state]} ${check.name}: ${check.evidence}`));
  const marks = { true: "✓", false: "✗", null: "?" } as const;
  const criteria = evaluation.criteria.map((one) => bullet(`${marks[`${one.met}`]} ${one.text ?? one.id}: ${one.evidence}`));
  return [`${evaluation.verdict}, score ${evaluation.score.toFixed(2)}`, ...checks, ...criteria];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;
}

function bullet(line: string): string {
  return `- ${line}`;
}
