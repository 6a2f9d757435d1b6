import type { ApprovalId, TaskId } from "../../../domain/id.ts";
import { aboutOfPress } from "../../acting.ts";
import type { SlackNews } from "./news.ts";

/** The task, or the approval of one, that news is about by its own words; null: of none. */
export function aboutOf(news: SlackNews): TaskId | ApprovalId | null {
  if (news.kind === "submitted") return news.filled.form === "changes" ? news.filled.approval : news.filled.task;
  return news.kind === "pressed" ? aboutOfPress(news.pressed) : null;
}
