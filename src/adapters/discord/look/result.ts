import type { ResultMessage } from "../../../domain/message.ts";
import { resultPieces } from "../../wording/result-pieces.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { type Accent, button, row, textDisplay } from "./element.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { smallLine } from "./text.ts";

/** The end of a task, leading with the answer (product: 2.8). Its files are uploaded beside it. */
export function renderResult(result: ResultMessage, asked: readonly string[]): Rendered {
  const { title, body, footing, file } = resultPieces(result, { platform: "Discord", mostBytes: limits.fileBytes });
  return layOut({
    head: headOf(asked, title),
    items: body,
    tail: [row(button({ does: "retry", task: result.task.id }, "Retry")), textDisplay(smallLine(footing, 900))],
    file,
    accent: accents[result.stage] ?? "over",
  });
}

const accents: Partial<Record<ResultMessage["stage"], Accent>> = { completed: "done", failed: "failed" };
