import { cutAt } from "../../outbound/cap.ts";

/** One line of whole characters, at most `max` long. */
export function oneLine(text: string, max: number): string {
  const line = wellFormed(text).replace(/\s+/g, " ").trim();
  return line.length <= max ? line : `${cutAt(line, max - 1).trimEnd()}…`;
}

/** No controls but tab and line break, no half characters: JSON would make six characters of each. */
export function wellFormed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\t\n])\p{Cc}/gu, "");
}

/** `#42 Make the export faster`. */
export function nameOf({ number, title }: { readonly number: number; readonly title: string }): string {
  return title === "" ? `#${number}` : `#${number} ${title}`;
}
