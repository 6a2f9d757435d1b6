const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide and fullwidth characters (UAX 11: W and F), and pictures that a terminal draws two columns wide. */
const wide =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;
/** What takes no column of its own: marks and invisible characters that stand alone. */
const empty = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

/** Columns a text takes on a terminal. The text holds no control sequences. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((sum, one) => sum + columnsOf(one), 0);
}

/** The text in at most so many columns; what is cut off is shown by `…`. Never half a character. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${take(text, width - 1)}…`;
}

/** The text in exactly so many columns. */
export function pad(text: string, width: number): string {
  const short = cut(text, width);
  return short + " ".repeat(Math.max(0, width - widthOf(short)));
}

/**
 * Breaks a text into lines of at most so many columns, at blanks where there are any; lines after the first of each
 * paragraph begin with `indent`. Line breaks of the text stay, and blanks at the beginning of a line too.
 */
export function wrap(text: string, width: number, indent = ""): readonly string[] {
  const room = Math.max(width, widthOf(indent) + 8);
  return text.split("\n").flatMap((line) => (widthOf(line) <= room ? [line] : wrapLine(line, room, indent)));
}

function wrapLine(line: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let current = /^ */.exec(line)?.[0] ?? "";
  let isBlank = true;
  for (const word of line.trim().split(/ +/)) {
    const added = isBlank ? current + word : `${current} ${word}`;
    if (widthOf(added) <= width || isBlank) {
      current = added;
    } else {
      lines.push(current);
      current = indent + word;
    }
    isBlank = false;
    while (widthOf(current) > width) {
      const head = take(current, width);
      lines.push(head);
      current = indent + current.slice(head.length);
    }
  }
  return [...lines, current];
}

/** As many whole characters as fit. */
function take(text: string, width: number): string {
  let taken = "";
  let left = width;
  for (const one of charactersOf(text)) {
    left -= columnsOf(one);
    if (left < 0) break;
    taken += one;
  }
  return taken;
}

function columnsOf(character: string): number {
  if (empty.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

function charactersOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
