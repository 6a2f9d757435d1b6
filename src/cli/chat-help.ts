import { pad, wrap } from "../adapters/terminal/width.ts";

const opening = "Say what to do, in your own words. While something waits for you:";
const closing = "Ctrl-C cancels the open task; again, or Ctrl-D or /quit, leaves. What is open is kept.";
const rows: readonly (readonly [keys: string, meaning: string])[] = [
  ["a, c or r", "approve, change or reject the plan that is shown (also: reject because …, change: …)"],
  ["1, 2, … or text", "answer the question that is shown; proceed takes what is open as assumed"],
  ["", "status, pause, resume, stop, assign NAME, take over"],
];
/** Columns of what is typed, with the blanks beside it. */
const typed = 18;
/** Below this there is no room for two columns. */
const narrow = 48;

/** What `/help` says, in lines of at most so many columns. */
export function helpText(width: number): string {
  const beside = ([keys, meaning]: (typeof rows)[number]) =>
    wrap(meaning, width - typed).map((line, index) => pad(index === 0 ? `  ${keys}` : "", typed) + line);
  const below = ([keys, meaning]: (typeof rows)[number]) => wrap(`  ${[keys, meaning].filter(Boolean).join(": ")}`, width, "    ");
  const listed = rows.flatMap((row) => (width < narrow ? below(row) : beside(row)));
  return [...wrap(opening, width), ...listed, ...wrap(closing, width)].join("\n");
}
