import { describe, expect, test } from "vitest";
import { columnsOf, createScreen, showsColour } from "../../../src/adapters/terminal/screen.ts";
import { openView } from "../../../src/adapters/terminal/view.ts";
import type { Card, CardStep } from "../../../src/domain/card.ts";
import { Terminal } from "./terminal.ts";

function step(title: string, status: CardStep["status"]): CardStep {
  const times = status === "pending" ? { startedAt: null, endedAt: null } : { startedAt: 0, endedAt: status === "running" ? null : 100 };
  return { id: title, title, kind: "shell", tier: "read", status, finding: false, headline: status === "passed" ? "fine" : "", ...times };
}

function card(steps: readonly CardStep[], more: Partial<Card> = {}): Card {
  const name = { number: 1, title: "look", stage: "executing", doing: "running", place: "copy", approvedBy: "light request" } as const;
  return { ...name, held: null, steps, running: [], costMicros: 0, unmetered: false, spent: "", activeMs: 0, ...more };
}

const head = "#1 look · 2 steps, read, in a copy · ran without asking: light request";

describe("a live area", () => {
  test("is replaced in place, and what is printed stands above it", () => {
    const terminal = new Terminal();
    const screen = createScreen(terminal, null);
    screen.draw(["a 1", "a 2"]);
    screen.print(["said"]);
    screen.draw(["b"]);
    expect(terminal.lines()).toEqual(["said", "b"]);
  });

  test("never grows beyond the rows that it could erase", () => {
    const terminal = new Terminal(6);
    const screen = createScreen(terminal, null);
    screen.draw(["1", "2", "3", "4", "5", "6"]);
    expect(terminal.lines()).toEqual(["3", "4", "5", "6"]);
  });

  test("keeps the line that is being typed, and leaves one that was entered above itself", () => {
    const terminal = new Terminal();
    const screen = createScreen(terminal, { row: () => 0, draw: () => terminal.write("\r› typed") });
    screen.draw(["area"]);
    screen.print(["said"]);
    expect(terminal.lines()).toEqual(["said", "area", "› typed"]);
    terminal.write("\n");
    screen.entered("› typed");
    expect(terminal.lines()).toEqual(["said", "› typed", "area", "› typed"]);
  });
});

describe("a view", () => {
  test("on a terminal shows the card as it is now, and keeps the last one", () => {
    const terminal = new Terminal();
    const view = openView({ stream: terminal, colour: false });
    view.card(card([step("a", "passed"), step("b", "pending")]));
    view.message({ kind: "reply", text: "by the way" });
    view.card(card([step("a", "passed"), step("b", "passed")], { stage: "completed" }));
    view.close();
    expect(terminal.lines()).toEqual(["by the way", head, "  ✓ a  fine  0.1 s", "  ✓ b  fine  0.1 s"]);
  });

  test("elsewhere prints each step once, when it settles, and no control sequence", () => {
    const written: string[] = [];
    const view = openView({ stream: { write: (text: string) => written.push(text) }, colour: false });
    view.card(card([step("a", "running"), step("bcd", "pending")]));
    view.card(card([step("a", "passed"), step("bcd", "running")]));
    view.card(card([step("a", "passed"), step("bcd", "running")]));
    view.card(card([step("a", "passed"), step("bcd", "passed")], { stage: "completed" }));
    view.close();
    expect(written.join("")).toBe(`${head}\n  ✓ a    fine  0.1 s\n  ✓ bcd  fine  0.1 s\n`);
  });
});

describe("a stream", () => {
  test("shows colour on a terminal only, and not where NO_COLOR is set", () => {
    const write = () => true;
    expect(showsColour({ isTTY: true, write }, {})).toBe(true);
    expect(showsColour({ write }, {})).toBe(false);
    expect(showsColour({ isTTY: true, write }, { NO_COLOR: "1" })).toBe(false);
    expect(showsColour({ isTTY: true, write }, { TERM: "dumb" })).toBe(false);
  });

  test("is written one column short of full", () => {
    expect([columnsOf({ isTTY: true, columns: 80, write: () => true }), columnsOf({ write: () => true })]).toEqual([79, 120]);
  });
});
