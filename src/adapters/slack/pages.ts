import { z } from "zod";
import { type Answer, Away } from "../answer.ts";
import type { Web } from "./web.ts";

/** Where an answer goes on, in its own shape. */
export const Paged = { response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish() };
type Page = z.output<z.ZodObject<typeof Paged>>;

/** What is done where Slack wants to be asked later: it is asked again when this resolves. */
type Wait = (afterMs: number, method: string) => Promise<void>;

/** Every page of an answer, one after the other; what Slack does not show is not there. Without a `wait` it is `Away` where it shows nothing now. */
export async function* pagesOf<Found extends Page>(
  web: Web,
  method: string,
  args: Readonly<Record<string, unknown>>,
  shape: z.ZodType<Found>,
  wait: Wait = leave,
): AsyncGenerator<Found> {
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const answer: Answer<Found> = await web.call(method, { ...args, ...(cursor ? { cursor } : {}) }, shape);
    if (answer.kind === "refused") return;
    if (answer.kind === "later") await wait(answer.afterMs, method);
    else {
      yield answer.value;
      cursor = answer.value.response_metadata?.next_cursor || undefined;
    }
  }
}

async function leave(afterMs: number, method: string): Promise<void> {
  throw new Away(`Slack wants not to be asked for ${method} now`, { afterMs });
}
