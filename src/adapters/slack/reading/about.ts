import type { ApprovalId, TaskId } from "../../../domain/id.ts";
import type { SlackNews } from "./news.ts";

/** The task, or the approval of one, that news is about by its own words; null: of none. */
export function aboutOf(news: SlackNews): TaskId | ApprovalId | null {
  if (news.kind === "submitted") return news.filled.form === "changes" ? news.filled.approval : news.filled.task;
  if (news.kind !== "pressed") return null;
  const { pressed } = news;
  switch (pressed.does) {
    case "decide":
    case "change":
      return pressed.approval;
    case "answer":
    case "choose":
    case "command":
    case "retry":
      return pressed.task;
    case "revoke":
      return null;
  }
}
