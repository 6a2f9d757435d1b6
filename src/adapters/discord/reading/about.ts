import type { ApprovalId, TaskId } from "../../../domain/id.ts";
import { aboutOfPress } from "../../acting.ts";
import type { Act } from "../action.ts";
import type { DiscordNews } from "./news.ts";

/** The task, or the approval of one, that news is about by its own words; null: of none. */
export function aboutOf(news: DiscordNews): TaskId | ApprovalId | null {
  if (news.kind === "pressed") return aboutOfAct(news.pressed);
  if (news.kind !== "submitted") return null;
  const { filled } = news;
  switch (filled.form) {
    case "changes":
      return filled.approval;
    case "answers":
      return filled.task;
    case "confirm":
      return aboutOfPress(filled.act);
  }
}

function aboutOfAct(act: Act): TaskId | ApprovalId | null {
  if (act.does === "mean") return act.task;
  return aboutOfPress(act.does === "confirm" ? act.act : act);
}
