import { describe, expect, test } from "vitest";
import { renderCard } from "../../../../src/adapters/discord/look/card.ts";
import type { Card } from "../../../../src/domain/card.ts";
import { card, cardStep } from "../../samples.ts";
import { show } from "../shown.ts";

const now = 7 * 60_000;
const shown = (one: Card) => renderCard(one, now, "tsk_1").parts.map(show).join("\n---\n");

describe("a live card", () => {
  test("shows where it stands, what goes on inside a step, and how to stop it", () => {
    expect(shown(card)).toMatchInlineSnapshot(`
      "| 5865f2
      **#42 Make the orders export finish in 15 minutes**
      1/4 · Change the slow part: editing exports/batch.ts · 6 min · $0.31 of $2.00
      ----
      ✓ Measure — 38 of 41 min in one query · 41 s
      ● **Change the slow part** — 40 % · editing exports/batch.ts · 12,000 tokens · $0.31 · begun <t:60:R>
      ○ Publish — waits for a decision
      ○ Report
      -# approved by mia
      [Pause] [Stop?]"
    `);
  });

  test("says first who is waited for, and can be resumed where it is paused", () => {
    expect(shown({ ...card, doing: "waiting for a decision: Publish", held: "waiting" })).toMatch(
      /^\| f0b232\n.*\n1\/4 · waiting for a decision: Publish · 6 min/,
    );
    expect(shown({ ...card, doing: "paused (person)", held: "paused" })).toMatch(/^\| 80848e\n[\s\S]*\[Resume\] \[Stop\?\]$/);
  });

  test("is not held up by a step whose name begins with such a word, and shows code as code", () => {
    const running = shown({ ...card, running: [], doing: "waiting room: `make`, paused users" });
    expect(running).toMatch(/^\| 5865f2\n.*\n1\/4 · waiting room: `make`, paused users · 6 min[\s\S]*\[Pause\] \[Stop\?\]$/);
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
      "| f0b232
      **#42 Make the orders export finish in 15 minutes**
      0/1 · waiting for a decision · 6 min · $0.31
      [Pause] [Stop?]"
    `);
  });

  test("of a task that has ended has no buttons, and the colour of its end", () => {
    expect(shown({ ...card, stage: "completed", doing: "done", running: [] })).toMatch(/^\| 23a55a\n[^[]*$/);
    expect(shown({ ...card, stage: "failed", doing: "failed", running: [] })).toMatch(/^\| f23f43\n[^[]*$/);
  });

  test("says why a step is not done, and what was found", () => {
    const steps = [
      cardStep("a", "passed", { finding: true, headline: "2 tests fail" }),
      cardStep("b", "skipped", { headline: "its input is missing" }),
      cardStep("c", "awaiting_review"),
      cardStep("d", "cancelled"),
    ];
    expect(shown({ ...card, steps, running: [] })).toContain(
      "✗ Step a — 2 tests fail\n– Step b — left out: its input is missing\n● Step c — waits for a decision\n– Step d — cancelled",
    );
  });

  test("of many steps folds those that are done and those to come", () => {
    const done = Array.from({ length: 40 }, (_, n) => cardStep(`d${n}`, "passed"));
    const open = Array.from({ length: 30 }, (_, n) => cardStep(`o${n}`, "pending"));
    const steps = [...done, cardStep("x", "failed", { headline: "exit 1" }), ...open];
    expect(shown({ ...card, steps, running: [] })).toContain("✓ 40 steps done\n✗ Step x — exit 1\n○ 30 steps to come");
  });
});
