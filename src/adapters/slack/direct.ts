import { z } from "zod";
import type { Answer } from "../answer.ts";
import type { Web } from "./web.ts";

const Posted = z.object({ ts: z.string(), channel: z.string().nullish() });
const Opened = z.object({ channel: z.object({ id: z.string() }) });

/** Where somebody's own messages with us are, and what was posted there. */
type PostedDirectly = { readonly ts: string; readonly channel: string };

/** Posts to somebody's own messages with us: by their id, as Slack takes it, or to the room that is opened for it. */
export async function postDirectly(web: Web, user: string, message: Readonly<Record<string, unknown>>): Promise<Answer<PostedDirectly>> {
  const post = async (channel: string): Promise<Answer<PostedDirectly>> => {
    const answer = await web.call("chat.postMessage", { channel, ...message }, Posted);
    return answer.kind === "ok" ? { kind: "ok", value: { ts: answer.value.ts, channel: answer.value.channel ?? channel } } : answer;
  };
  const answer = await post(user);
  if (answer.kind !== "refused") return answer;
  const opened = await web.call("conversations.open", { users: user }, Opened);
  return opened.kind === "ok" ? post(opened.value.channel.id) : answer;
}
