import type { APIButtonComponentWithCustomId, APIComponentInContainer } from "discord.js";
import { type Card, isBegun } from "../../../domain/card.ts";
import type { TaskId } from "../../../domain/id.ts";
import { isEnded } from "../../../domain/task.ts";
import { becauseOf, statusLine } from "../../wording/card-words.ts";
import { nameOf, oneLine } from "../../wording/line.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { type Accent, accents, button, row, separator, textDisplay } from "./element.ts";
import { headOf } from "./head.ts";
import { stepLines } from "./steps.ts";
import { literalInto, smallLine } from "./text.ts";

/**
 * A task's live card: one message that is edited in place (product: 2.8). `now` is for elapsed times, in milliseconds since the
 * epoch; `task` is what its buttons act on. It calls nobody and bears none of the emoji that decide.
 */
export function renderCard(card: Card, now: number, task: TaskId): Rendered {
  const head = `${headOf([], nameOf(card)).markdown}\n${literalInto(oneLine(statusLine(card), 250), 500)}`;
  const why = smallLine(becauseOf(card), 300);
  // A plan that waits for its approval is shown by the approval itself.
  const plan = isBegun(card) && card.steps.length > 0 ? stepLines(card, now, limits.text - head.length - why.length) : "";
  const components: APIComponentInContainer[] = [
    textDisplay(head),
    ...(plan === "" ? [] : [separator, textDisplay(plan)]),
    ...(why === "" ? [] : [textDisplay(why)]),
    ...(isEnded(card.stage) ? [] : [row(...controls(card, task))]),
  ];
  const container = { type: 17, accent_color: accents[accentOf(card)], components } as const;
  return { parts: [{ components: [container], mentions: { users: [], roles: [] } }], files: [] };
}

function accentOf({ stage, held }: Card): Accent {
  if (stage === "completed") return "done";
  if (stage === "failed") return "failed";
  if (stage === "cancelled" || held === "paused") return "over";
  return held === "waiting" ? "asks" : "works";
}

function controls(card: Card, task: TaskId): readonly APIButtonComponentWithCustomId[] {
  const [command, label] = card.held === "paused" ? (["resume", "Resume"] as const) : (["pause", "Pause"] as const);
  const stop = { does: "command", command: "cancel", task } as const;
  return [button({ does: "command", command, task }, label), button({ does: "confirm", act: stop }, "Stop", "danger")];
}
