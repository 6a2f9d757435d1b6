import type { Card, CardStep } from "../../domain/card.ts";
import type { Message } from "../../domain/message.ts";
import { isSettled } from "../../domain/step.ts";
import { isEnded } from "../../domain/task.ts";
import { renderCard, renderHeader, renderSteps } from "./card.ts";
import { renderMessage } from "./message.ts";
import { createPaint } from "./paint.ts";
import { columnsOf, createScreen, type InputLine, type TerminalStream } from "./screen.ts";

/** Shows what happens in a conversation. */
export type View = {
  /** The task's card as it is now; the same task again replaces it. */
  card(card: Card): void;
  message(message: Message): void;
  /** A line of ours between the others. */
  note(text: string): void;
  /** A line was typed and entered below. */
  entered(line: string): void;
  close(): void;
};

export type ViewOptions = { readonly stream: TerminalStream; readonly colour: boolean; readonly input?: InputLine };

/** On a terminal the card is live; elsewhere each step is one line, printed when it settles. */
export function openView(options: ViewOptions): View {
  return options.stream.isTTY === true ? liveView(options) : plainView(options);
}

/** Between two pictures of the spinner. */
const frameMs = 100;

function liveView({ stream, colour, input }: ViewOptions): View {
  const screen = createScreen(stream, input ?? null);
  let card: Card | null = null;
  let frame = 0;
  const lines = () => (card === null ? [] : renderCard(card, Date.now(), frame, columnsOf(stream), colour));
  const print = (text: string) => screen.print(text.split("\n"));
  const settle = () => {
    const last = lines();
    card = null;
    screen.draw([]);
    if (last.length > 0) screen.print(last);
  };
  const clock = setInterval(() => {
    frame++;
    if (card !== null && isMoving(card)) screen.draw(lines());
  }, frameMs);
  return {
    card: (next) => {
      if (card !== null && card.number !== next.number) settle();
      card = next;
      if (isEnded(next.stage)) settle();
      else screen.draw(lines());
    },
    message: (message) => print(renderMessage(message, columnsOf(stream), colour)),
    note: print,
    entered: screen.entered,
    close: () => {
      clearInterval(clock);
      settle();
    },
  };
}

function isMoving({ stage, held }: Card): boolean {
  return !isEnded(stage) && !held;
}

function plainView({ stream, colour }: ViewOptions): View {
  const width = columnsOf(stream);
  const paint = createPaint(colour);
  const told = new Set<string>();
  const once = (key: string, lines: () => readonly string[]) => {
    if (told.has(key)) return;
    told.add(key);
    for (const line of lines()) stream.write(`${line}\n`);
  };
  const print = (text: string) => void stream.write(`${text}\n`);
  // The others only lend the width of their titles: what they will say is not known yet.
  const renderAlone = ({ steps }: Card, step: CardStep) => {
    const alone = steps.map((one) => (one === step ? one : { ...one, status: "skipped" as const, headline: "", startedAt: null }));
    return renderSteps(alone, width, { paint, now: Date.now(), spinner: "…" })[steps.indexOf(step)] ?? "";
  };
  return {
    card: (card) => {
      const may = card.approvedBy !== null;
      if (may) once(`${card.number} ${card.approvedBy} ${card.steps.length}`, () => renderHeader(card, width, paint));
      for (const step of card.steps) {
        if (may && isSettled(step.status))
          once(`${card.number} ${step.id} ${step.status} ${step.endedAt}`, () => [renderAlone(card, step)]);
      }
    },
    message: (message) => print(renderMessage(message, width, colour)),
    note: print,
    entered: () => undefined,
    close: () => undefined,
  };
}
