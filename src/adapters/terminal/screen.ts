import { widthOf } from "./width.ts";

/** What of a stream a terminal needs. */
export type TerminalStream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
};

/** The line a person is typing on, below everything else. */
export type InputLine = { /** Row of the cursor in it, from 0. */ row(): number; draw(): unknown };

/** A stream with an area at its end that is redrawn in place; what is printed appears above it. Only for a terminal. */
export type Screen = {
  /** Prints lines for good, above the area. */
  print(lines: readonly string[]): void;
  /** Replaces the area. More lines than the terminal has rows lose their first ones: they could not be erased again. */
  draw(lines: readonly string[]): void;
  /** A line was typed and entered: it stays, as one more printed line. */
  entered(line: string): void;
};

/** Begins a control sequence. */
const csi = "\u001b[";

export function createScreen(stream: TerminalStream, input: InputLine | null): Screen {
  let area: readonly string[] = [];
  const refresh = (printed: readonly string[], next: readonly string[], row: number, below: number) => {
    const up = area.length + row;
    const lines = [...printed, ...next].map((line) => `${line}\n`).join("");
    // Readline goes up by the rows it believes to be above its cursor before it draws: they have to exist.
    stream.write(`${up > 0 ? `${csi}${up}A` : ""}\r${csi}0J${lines}${"\n".repeat(below)}`);
    area = next;
    input?.draw();
  };
  const here = (printed: readonly string[], next: readonly string[]) => {
    const row = input?.row() ?? 0;
    refresh(printed, next, row, row);
  };
  return {
    print: (lines) => here(lines, area),
    draw: (lines) => {
      const next = lines.slice(-Math.max(1, (stream.rows ?? 24) - 2));
      if (next.length > 0 || area.length > 0) here([], next);
    },
    entered: (line) => refresh([line], area, Math.floor(widthOf(line) / (stream.columns ?? 80)) + 1, 0),
  };
}

/** Columns to write in: one less than there are, because a full line makes some terminals begin a new one. */
export function columnsOf(stream: TerminalStream): number {
  return stream.isTTY === true ? Math.max(20, (stream.columns ?? 80) - 1) : 120;
}

/** Whether a stream shows colour: a terminal, and nobody said no (no-color.org). */
export function showsColour(stream: TerminalStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
