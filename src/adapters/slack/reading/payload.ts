import { z } from "zod";
import { readCommand, readShortcut } from "./command.ts";
import { readEvent } from "./event.ts";
import { readPress } from "./interaction.ts";
import type { Me } from "./message.ts";
import { ignore, type SlackNews } from "./news.ts";
import { readAs } from "./schema.ts";
import { readSubmission } from "./submission.ts";

/**
 * What a payload of Slack means: events, interactions and commands, from a socket or a request, already verified. It never
 * throws; what is not for us, or not understood, is ignored with the reason.
 */
export function readPayload(body: unknown, me: Me): SlackNews {
  return readAs(z.object({ type: z.string().optional(), command: z.string().optional() }), body, ({ type, command }) => {
    switch (type) {
      case "event_callback":
        return readEvent(body, me);
      case "block_actions":
        return readPress(body, me);
      case "view_submission":
        return readSubmission(body, me);
      case "message_action":
        return readShortcut(body, me);
      default:
        return type === undefined && command !== undefined
          ? readCommand(body, me)
          : ignore(`payload ${type?.slice(0, 80) ?? "of no kind"}`);
    }
  });
}
