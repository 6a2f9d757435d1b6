import { createInterface } from "node:readline";
import { openView } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import { help, openPage, sayGoodbye } from "./chat-page.ts";
import { openSpeech, type Talk } from "./chat-speech.ts";
import { catchInterrupts } from "./interrupt.ts";
import { exits, type Program } from "./program.ts";
import { openSession } from "./session.ts";

/** The same conversation from a pipe: each line is said when the one before has come to rest. */
export async function talkByLines({ stdin, stdout }: Program, app: App, talk: Talk): Promise<number> {
  const view = openView({ stream: stdout, colour: false });
  const speech = openSpeech(app, talk);
  const page = openPage(view);
  const lines = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  // Made at once: lines that come before an iterator is there are lost to it, and so is the end.
  const typed = lines[Symbol.asyncIterator]();
  const { conversation } = talk;
  const session = await openSession(app, { conversation, task: null, from: "undelivered", show: page.show });
  const giveUp = new AbortController();
  const interrupts = catchInterrupts(() => giveUp.abort(), exits.cancelled);
  const signal = AbortSignal.any([giveUp.signal, interrupts.leave]);
  signal.addEventListener("abort", () => lines.close());
  try {
    await session.rest(signal);
    const left = await speech.openTask();
    if (left) await page.remind(app, left);
    for await (const line of typed) {
      if (line.trim() === "") continue;
      if (line.trim() === "/quit") break;
      const question = line.trim() === "/help" ? help : await speech.say(line);
      if (question !== null) view.note(question);
      await session.rest(signal);
      if (signal.aborted) break;
    }
    await sayGoodbye(app, view, await speech.openTask());
    return signal.aborted ? exits.cancelled : exits.completed;
  } finally {
    lines.close();
    view.close();
    interrupts.stop();
    await session.close();
  }
}
