import { z } from "zod";
import { readCommand } from "./command.ts";
import { readPress } from "./interaction.ts";
import { readDeletion, readMessage } from "./message.ts";
import { type DiscordNews, ignore } from "./news.ts";
import { readReaction } from "./reaction.ts";
import { readAs } from "./schema.ts";
import { readSubmission } from "./submission.ts";
import type { Me } from "./text.ts";

/** What a payload does not say of itself. */
export type Around = {
  readonly me: Me;
  /** Whether a channel is a thread, as far as that is known. */
  readonly isThread: (channel: string) => boolean;
  /** Tells this dispatch from others, and is the same when it is told again: the gateway's session and sequence number. */
  readonly at: string;
};

/**
 * What a dispatch of the gateway (`t` and `d`) means. It never throws; what is not for us, or not understood, is ignored with the
 * reason.
 */
export function readDispatch({ t, d }: { readonly t: string; readonly d: unknown }, around: Around): DiscordNews {
  const { me, isThread } = around;
  switch (t) {
    case "MESSAGE_CREATE":
      return readMessage(d, me, isThread);
    case "MESSAGE_UPDATE":
      return ignore("edited: the first version counts");
    case "MESSAGE_DELETE":
      return readDeletion(d, isThread);
    case "MESSAGE_REACTION_ADD":
      return readReaction(d, around, false);
    case "MESSAGE_REACTION_REMOVE":
      return readReaction(d, around, true);
    case "INTERACTION_CREATE":
      return readInteraction(d, me);
    default:
      return ignore(`event ${t.slice(0, 80)}`);
  }
}

/** Kinds of interaction. */
const kinds = { command: 2, component: 3, form: 5 } as const;

function readInteraction(payload: unknown, me: Me): DiscordNews {
  return readAs(z.object({ type: z.number() }), payload, ({ type }) => {
    switch (type) {
      case kinds.command:
        return readCommand(payload, me);
      case kinds.component:
        return readPress(payload);
      case kinds.form:
        return readSubmission(payload);
      default:
        return ignore(`interaction of type ${type}`);
    }
  });
}
