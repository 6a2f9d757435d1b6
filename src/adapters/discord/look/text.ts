import { cutAt } from "../../../outbound/cap.ts";
import { forDiscord } from "../../../outbound/markup.ts";
import { oneLine, wellFormed } from "../../wording/line.ts";
import { literal } from "../../wording/prose.ts";
import { markdownOf } from "./markdown.ts";

/** Without power in Discord's Markdown, and at most `room` long; what is cut off is shown by `…`. */
export function escapeInto(said: string, room: number): string {
  const text = wellFormed(said);
  const whole = forDiscord(text);
  if (whole.length <= room) return whole;
  let kept = cutAt(text, room - 1);
  let escaped = forDiscord(kept);
  while (escaped.length > room - 1) {
    kept = cutAt(kept, kept.length - Math.max(1, Math.floor((escaped.length - room) / 5)));
    escaped = forDiscord(kept);
  }
  return `${escaped}…`;
}

/** The same, where code that somebody set in backticks is shown as code. */
export function literalInto(said: string, room: number): string {
  const whole = markdownOf({ spans: literal(said) });
  return whole.length <= room ? whole : escapeInto(said, room);
}

/** One small line in Discord's Markdown; empty where nothing is said. */
export function smallLine(text: string, room: number): string {
  const said = escapeInto(oneLine(text, room), room);
  return said === "" ? "" : `-# ${said}`;
}
