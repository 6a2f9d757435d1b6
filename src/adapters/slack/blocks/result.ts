import type { ResultMessage } from "../../../domain/message.ts";
import { oneLine } from "../../wording/line.ts";
import { resultPieces } from "../../wording/result-pieces.ts";
import { actions } from "../action.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, context } from "./element.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { escapeInto } from "./text.ts";

/** The end of a task, leading with the answer (product: 2.8). Its files are uploaded beside it. */
export function renderResult(result: ResultMessage, asked: readonly string[]): Rendered {
  const { title, body, footing, file } = resultPieces(result, { platform: "Slack", mostBytes: limits.fileBytes });
  return layOut({
    head: headOf(asked, title),
    items: body,
    tail: [buttons(button(actions.retry, result.task.id, "Retry")), context(escapeInto(oneLine(footing, 900), 1_200))],
    ending: footing,
    file,
  });
}
