import { z } from "zod";
import type { ApprovalId, TaskId } from "../../domain/id.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Desk } from "../adapter.ts";
import { answersModal, changesModal } from "./blocks/modals.ts";
import { escapeInto } from "./blocks/text.ts";
import { postDirectly } from "./direct.ts";
import { limits } from "./limits.ts";
import type { SlackNews } from "./reading/news.ts";
import type { Web } from "./web.ts";

/** Where a person is answered: what they pressed, or the command they gave. */
type Occasion = Pick<Extract<SlackNews, { kind: "pressed" | "command" }>, "channel" | "trigger"> & { readonly thread?: string | null };

/** Forms, and words for one person alone. */
export type Forms = {
  askChanges(at: Occasion, by: Principal, approval: ApprovalId): Promise<void>;
  askAnswers(at: Occasion, by: Principal, task: TaskId): Promise<void>;
  tell(at: Occasion, by: Principal, text: string): Promise<void>;
};

export function openForms(web: Web, desk: Pick<Desk, "questionsOf" | "log">): Forms {
  const tell: Forms["tell"] = async ({ channel, thread }, { id }, text) => {
    const words = { text: escapeInto(text, limits.text) };
    const place = { channel, ...(thread ? { thread_ts: thread } : {}) };
    const here = channel === null ? null : await web.call("chat.postEphemeral", { ...place, user: id, ...words }, z.unknown());
    // On the home tab there is no room, and some are not in it: the bot's own messages with them are one.
    const answer = here === null || here.kind === "refused" ? await postDirectly(web, id, words) : here;
    if (answer.kind !== "ok") desk.log.warn({ answer }, "somebody could not be told something in private");
  };
  const open = async (at: Occasion, by: Principal, view: unknown, otherwise: string): Promise<void> => {
    const answer = await web.call("views.open", { trigger_id: at.trigger, view }, z.unknown());
    // A form opens within three seconds of the click, or not at all.
    if (answer.kind !== "ok") await tell(at, by, `That took too long to open. Press it again, or ${otherwise}`);
  };
  return {
    tell,
    askChanges: (at, by, approval) => open(at, by, changesModal(approval, "What should change?"), "write `change: …` in the thread."),
    askAnswers: async (at, by, task) => {
      const questions = await desk.questionsOf(task);
      if (questions.length === 0) return tell(at, by, "These questions are answered or gone.");
      return open(at, by, answersModal(task, questions), "answer in the thread.");
    },
  };
}
