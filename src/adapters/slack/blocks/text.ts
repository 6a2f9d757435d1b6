import { cutAt } from "../../../outbound/cap.ts";
import { forSlack } from "../../../outbound/markup.ts";

/** Without power in Slack, and at most `room` long, never ending inside an entity; what is cut off is shown by `…`. */
export function escapeInto(said: string, room: number): string {
  const text = wellFormed(said);
  const whole = forSlack(text);
  if (whole.length <= room) return whole;
  let kept = cutAt(text, room - 1);
  let escaped = forSlack(kept);
  while (escaped.length > room - 1) {
    kept = cutAt(kept, kept.length - Math.max(1, Math.floor((escaped.length - room) / 5)));
    escaped = forSlack(kept);
  }
  return `${escaped}…`;
}

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
