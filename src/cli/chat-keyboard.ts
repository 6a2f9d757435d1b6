import { createInterface, type Interface } from "node:readline";
import { columnsOf, showsColour } from "../adapters/terminal/screen.ts";
import { openView, type View } from "../adapters/terminal/view.ts";
import type { App } from "../app.ts";
import { helpText } from "./chat-help.ts";
import { openPage, sayGoodbye } from "./chat-page.ts";
import { openSpeech, type Speech, type Talk } from "./chat-speech.ts";
import { exits, type Program } from "./program.ts";
import { openSession } from "./session.ts";

const prompt = "› ";

/** A conversation with a person at the keyboard: the line being typed stays whole while answers appear above it. */
export async function talkByKeyboard({ stdin, stdout, env }: Program, app: App, talk: Talk): Promise<number> {
  const lines = createInterface({ input: stdin, output: stdout, prompt, historySize: 200 });
  let isOpen = true;
  lines.once("close", () => {
    isOpen = false;
  });
  const input = { row: () => (isOpen ? lines.getCursorPos().rows : 0), draw: () => isOpen && lines.prompt(true) };
  const view = openView({ stream: stdout, colour: showsColour(stdout, env), input });
  const speech = openSpeech(app, talk);
  const page = openPage(view);
  const { conversation } = talk;
  const session = await openSession(app, { conversation, task: null, from: "undelivered", show: page.show });
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  try {
    view.note(`${talk.setting.source ?? "no directory"} · /help says what can be said, Ctrl-D leaves`);
    const left = await speech.openTask();
    if (left) await page.remind(app, left);
    hear({ lines, view, speech, stdout }, leave);
    process.on("SIGTERM", leave).on("SIGHUP", leave);
    await session.attend(leaving.signal);
  } finally {
    view.close();
    lines.close();
    await session.close();
  }
  stdout.write("\n");
  await sayGoodbye(app, openView({ stream: stdout, colour: false }), await speech.openTask());
  return exits.completed;
}

type Hearing = { readonly lines: Interface; readonly view: View; readonly speech: Speech; readonly stdout: Program["stdout"] };

function hear({ lines, view, speech, stdout }: Hearing, leave: () => void): void {
  let isSecond = false;
  const trouble = (error: unknown) => view.note(`That was not taken: ${error instanceof Error ? error.message : String(error)}`);
  lines.on("line", (line) => {
    isSecond = false;
    view.entered(prompt + line);
    const said = line.trim();
    if (said === "/quit" || said === "/exit") return leave();
    if (said === "/help") return view.note(helpText(columnsOf(stdout)));
    if (said === "") return undefined;
    void speech.say(line).then((question) => question !== null && view.note(question), trouble);
    return undefined;
  });
  lines.on("close", leave);
  lines.on("SIGINT", () => {
    if (isSecond) return leave();
    isSecond = true;
    void speech.openTask().then((task) => {
      view.note(task ? `Stopping #${task.number}. Ctrl-C again leaves.` : "Ctrl-C again leaves.");
      return task ? speech.cancel(task) : undefined;
    }, trouble);
    return undefined;
  });
}
