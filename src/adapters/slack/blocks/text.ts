import { cutAt } from "../../../outbound/cap.ts";
import { forSlack } from "../../../outbound/markup.ts";
import { wellFormed } from "../../wording/line.ts";

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
