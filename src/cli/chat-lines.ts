import { createInterface } from "node:readline";
import { columnsOf } from "../adapters/terminal/screen.ts";
import { openView, type View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import { helpText } from "./chat-help.ts";
import { openPage, sayGoodbye } from "./chat-page.ts";
import { openSpeech, type Talk } from "./chat-speech.ts";
import { elsewhereWords } from "./elsewhere.ts";
import { catchInterrupts } from "./interrupt.ts";
import { exits, type Program } from "./program.ts";
import type { Rest } from "./rest.ts";
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
    const rest = async () => tellElsewhere(view, await session.rest(signal));
    await rest();
    const left = await speech.openTask();
    if (left) await page.remind(app, left);
    for await (const line of typed) {
      if (line.trim() === "") continue;
      if (line.trim() === "/quit") break;
      const question = line.trim() === "/help" ? helpText(columnsOf(stdout)) : await speech.say(line);
      if (question !== null) view.note(question);
      await rest();
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

/** Only another machine carries it on: whoever talks here need not wait for it. */
function tellElsewhere(view: View, rest: Rest | null): void {
  if (rest?.kind === "elsewhere") view.note(elsewhereWords(rest.task, rest.host));
}
