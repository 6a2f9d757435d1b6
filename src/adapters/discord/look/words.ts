import { cutAt } from "../../../outbound/cap.ts";
import { forDiscord } from "../../../outbound/markup.ts";
import type { Piece } from "../../wording/piece.ts";
import { prose } from "../../wording/prose.ts";
import { limits } from "../limits.ts";
import type { DiscordContent } from "./content.ts";
import { textDisplay } from "./element.ts";
import { markdownOf } from "./markdown.ts";

/** A channel, as our own answers name one. It calls nobody and shows nobody what they may not see. */
const channel = /(<#\d{5,20}>)/;

/** Our own words for one person, in one message: what somebody else wrote in them shows to the letter; lines that do not fit are cut. */
export function renderWords(text: string): DiscordContent {
  const lines = prose(text).map(markdownOfPiece);
  const room = limits.text - "\n…".length;
  const fitting: string[] = [];
  for (const line of lines) {
    if ([...fitting, line].join("\n").length > room) break;
    fitting.push(line);
  }
  const whole = fitting.length === lines.length ? fitting : [...(fitting.length > 0 ? fitting : [cutAt(lines[0] ?? "", room)]), "…"];
  return { components: [textDisplay(whole.join("\n") || "…")], mentions: { users: [], roles: [] } };
}

function markdownOfPiece(piece: Piece): string {
  if ("code" in piece) return markdownOf(piece);
  return piece.spans
    .flatMap(({ text, style }) =>
      style === undefined
        ? text.split(channel).map((part) => (channel.test(part) ? part : forDiscord(part)))
        : markdownOf({ spans: [{ text, style }] }),
    )
    .join("");
}
