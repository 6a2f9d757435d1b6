import { describe, expect, test } from "vitest";
import { renderCard } from "../../../../src/adapters/slack/blocks/card.ts";
import type { Card } from "../../../../src/domain/card.ts";
import { card, cardStep } from "../../samples.ts";
import { show } from "../shown.ts";

const now = 7 * 60_000;
const shown = (one: Card) => renderCard(one, now, "tsk_1").parts.map(show).join("\n---\n");

describe("a live card", () => {
  test("shows where it stands, what goes on inside a step, and how to stop it", () => {
    expect(shown(card)).toMatchInlineSnapshot(`
      "*#42 Make the orders export finish in 15 minutes*
      1/4 · Change the slow part: editing exports/batch.ts · 6 min · $0.31 of $2.00
      = 1 of 4 steps done · executing
        (complete) Measure | 41 s | 38 of 41 min in one query
        (in_progress) Change the slow part | 40 % · editing exports/batch.ts · 12,000 tokens · $0.31 · 6 min
        (pending) Publish | waits for a decision
        (pending) Report
      · approved by mia
      [Pause] [Stop?]"
    `);
  });

  test("carries the task's id on its buttons", () => {
    const { parts } = renderCard(card, now, "tsk_1");
    expect(parts[0]?.blocks.at(-1)).toMatchObject({
      elements: [
        { action_id: "pause", value: "tsk_1" },
        { action_id: "stop", value: "tsk_1", confirm: { title: { text: "Stop #42?" } } },
      ],
    });
  });

  test("says first who is waited for, and can be resumed where it is paused", () => {
    expect(shown({ ...card, doing: "waiting for a decision: Publish", held: "waiting" })).toContain(
      "1/4 · waiting for a decision: Publish · 6 min · $0.31 of $2.00",
    );
    expect(shown({ ...card, doing: "paused (person)", held: "paused" })).toMatch(/1\/4 · paused \(person\)[\s\S]*\[Resume\] \[Stop\?\]$/);
  });

  test("leaves a plan that waits to its approval", () => {
    const steps = [cardStep("measure", "pending")];
    const waiting: Card = {
      ...card,
      approvedBy: null,
      stage: "awaiting_approval",
      doing: "waiting for a decision",
      held: "waiting",
      steps,
      running: [],
      spent: "",
    };
    expect(shown(waiting)).toMatchInlineSnapshot(`
      "*#42 Make the orders export finish in 15 minutes*
      0/1 · waiting for a decision · 6 min · $0.31
      [Pause] [Stop?]"
    `);
  });

  test("of a task that has ended has no buttons", () => {
    expect(shown({ ...card, stage: "completed", doing: "done", running: [] })).not.toContain("[");
  });

  test("says why a step is not done, and what was found", () => {
    const steps = [
      cardStep("a", "passed", { finding: true, headline: "2 tests fail" }),
      cardStep("b", "skipped", { headline: "its input is missing" }),
      cardStep("c", "awaiting_review"),
      cardStep("d", "cancelled"),
    ];
    expect(shown({ ...card, steps, running: [] })).toMatchInlineSnapshot(`
      "*#42 Make the orders export finish in 15 minutes*
      1/4 · Change the slow part · 6 min · $0.31 of $2.00
      = 1 of 4 steps done · executing
        (error) Step a | 2 tests fail
        (pending) Step b | left out: its input is missing
        (in_progress) Step c | waits for a decision
        (pending) Step d | cancelled
      · approved by mia
      [Pause] [Stop?]"
    `);
  });

  test("of many steps folds those that are done and those to come", () => {
    const done = Array.from({ length: 40 }, (_, n) => cardStep(`d${n}`, "passed"));
    const open = Array.from({ length: 30 }, (_, n) => cardStep(`o${n}`, "pending"));
    expect(
      shown({ ...card, steps: [...done, cardStep("x", "failed", { headline: "exit 1" }), ...open], running: [] }),
    ).toMatchInlineSnapshot(`
      "*#42 Make the orders export finish in 15 minutes*
      40/71 · Change the slow part · 6 min · $0.31 of $2.00
      = 40 of 71 steps done · executing
        (complete) 40 steps done
        (error) Step x | exit 1
        (pending) 30 steps to come
      · approved by mia
      [Pause] [Stop?]"
    `);
  });

  test("that an older version stored has nothing of what goes on inside", () => {
    const { running: _, ...older } = card;
    expect(shown(JSON.parse(JSON.stringify(older)))).toContain("1/4 · Change the slow part · 6 min · $0.31 of $2.00");
  });

  test("says what cannot be metered, and which rule let it run", () => {
    const unmetered = { ...card, running: [], spent: "", unmetered: true, approvedBy: "unchanged bundled procedure" };
    expect(shown(unmetered)).toContain("· 6 min · $0.31 · not metered\n");
    expect(shown(unmetered)).toContain("· ran without asking: unchanged bundled procedure");
  });
});
