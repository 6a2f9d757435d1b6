/**
 * Takes out of a text whatever a terminal or a chat client would act on instead of showing (sandbox.md: output to chat).
 * Every pattern consumes what it matches in one pass, so that hostile input costs linear time.
 */

/** CSI (colours, cursor), OSC/DCS/SOS/PM/APC strings (links, clipboard, titles) up to their end or the line's, and two-byte escapes. */
const csi = String.raw`(?:\u001B\[|\u009B)[0-?]*[ -\/]*[@-~]?`;
const deviceString = String.raw`(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u0018\u001A\u001B\u009C\n\r]*(?:\u0007|\u001B\\|\u009C)?`;
const shortEscape = String.raw`\u001B[ -\/]*[0-~]?`;
const sequences = new RegExp(`${csi}|${deviceString}|${shortEscape}`, "g");

// A run of returns is looked at once, from its beginning.
const lineBreaks = /(?<!\r)\r+\n|[\v\f\u2028\u2029]/g;

/**
 * Controls, zero-width, bidirectional, tag and other characters without a picture of their own. A variation selector stays
 * only right behind an emoji: elsewhere a row of them carries hidden text.
 */
const invisible = /[[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]--[\n\t\uFE0E\uFE0F]]|(?<![\p{Emoji}--[0-9#*]])[\uFE0E\uFE0F]/gv;

/** Bold and underlined as typewriters did it: the same character again, or a line under it. */
const backspace = String.raw`\u0008`;
const overstrike = new RegExp(
  `([^${backspace}\n])${backspace}(?=\\1)|_${backspace}(?=[^${backspace}\n])|(?<=[^${backspace}\n_])${backspace}_`,
  "gu",
);
/** More marks on one character than any script has hide the lines around it. */
const piledMarks = /(?<=\p{M}{6})\p{M}/gu;

/** Updates of one line that are shown in full; beyond them the first and the last, and how many lie between. */
const shownUpdates = 4;

/** The text as people should see it: no control sequences, no overwritten lines, nothing invisible. Idempotent. */
export function removeControls(text: string): string {
  const plain = text.toWellFormed().replace(sequences, "").replace(lineBreaks, "\n").replace(overstrike, "");
  return splitOverwrites(plain).replace(invisible, "").replace(piledMarks, "");
}

/**
 * A carriage return would overwrite what was printed before it, and so hide it. Every version of the line becomes a line of
 * its own; a long run of them (a progress bar) is cut to its ends and says so.
 */
function splitOverwrites(text: string): string {
  return text.includes("\r") ? text.split("\n").map(splitLine).join("\n") : text;
}

function splitLine(line: string): string {
  if (!line.includes("\r")) return line;
  const versions = line.split("\r").filter((version) => version.trim() !== "");
  const first = versions[0] ?? "";
  const last = versions.at(-1) ?? "";
  if (versions.length <= shownUpdates) return versions.join("\n");
  return [first, `… ${versions.length - 2} overwritten`, last].join("\n");
}
