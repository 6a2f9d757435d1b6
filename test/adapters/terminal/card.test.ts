import { describe, expect, test } from "vitest";
import { renderCard } from "../../../src/adapters/terminal/card.ts";
import { widthOf } from "../../../src/adapters/terminal/width.ts";
import type { Card, CardStep } from "../../../src/domain/card.ts";

const t0 = 1_000_000;

function step(title: string, more: Partial<CardStep> = {}): CardStep {
  const passed = { tier: "execute", status: "passed", finding: false, startedAt: t0, endedAt: t0 + 100 } as const;
  return { id: title, title, kind: "shell", headline: "", ...passed, ...more };
}

function card(more: Partial<Card> = {}): Card {
  const name = { number: 43, title: "repo-health", stage: "executing", doing: "running" } as const;
  return {
    ...name,
    held: null,
    place: "copy",
    approvedBy: "unchanged bundled procedure",
    steps: [],
    running: [],
    costMicros: 0,
    unmetered: false,
    spent: "",
    activeMs: 0,
    ...more,
  };
}

function pending(title: string): CardStep {
  return step(title, { status: "pending", startedAt: null, endedAt: null });
}

const health = [
  step("status", { tier: "read", headline: "clean, on main, 3 ahead of origin" }),
  step("todos", { headline: "37 in 21 files (most: src/cart.ts, 6)", endedAt: t0 + 200 }),
  step("tests", { headline: "npm test: 2 of 148 failed", finding: true, endedAt: t0 + 9_400 }),
  step("report", { headline: "written", endedAt: t0 + 40 }),
];

describe("the card of a task that has ended", () => {
  test("says what it was, where, why it ran, and each step in columns", () => {
    expect(renderCard(card({ stage: "completed", steps: health }), t0, 0, 120, false)).toEqual([
      "#43 repo-health · 4 steps, read and execute, in a copy · ran without asking: unchanged bundled procedure",
      "  ✓ status  clean, on main, 3 ahead of origin      0.1 s",
      "  ✓ todos   37 in 21 files (most: src/cart.ts, 6)  0.2 s",
      "  ✗ tests   npm test: 2 of 148 failed              9.4 s",
      "  ✓ report  written                                0.0 s",
    ]);
  });

  test("keeps to the width: the header wraps, headlines are cut, times stay", () => {
    const lines = renderCard(card({ stage: "completed", steps: health }), t0, 0, 40, false);
    expect(lines).toEqual([
      "#43 repo-health · 4 steps, read and",
      "    execute, in a copy · ran without",
      "    asking: unchanged bundled procedure",
      "  ✓ status  clean, on main, 3 ah…  0.1 s",
      "  ✓ todos   37 in 21 files (most…  0.2 s",
      "  ✗ tests   npm test: 2 of 148 f…  9.4 s",
      "  ✓ report  written                0.0 s",
    ]);
  });

  test("counts wide characters by their columns", () => {
    const steps = [step("日本", { headline: "一二三" }), step("ok", { headline: "fine" })];
    const lines = renderCard(card({ stage: "completed", steps }), t0, 0, 100, false).slice(1);
    expect(lines).toEqual(["  ✓ 日本  一二三  0.1 s", "  ✓ ok    fine    0.1 s"]);
    expect(new Set(lines.map(widthOf)).size).toBe(1);
  });

  test("shows steps that were left out without a time", () => {
    const skipped = step("deploy", { status: "skipped", headline: "tests failed", startedAt: null, endedAt: null });
    const failed = step("tests", { status: "failed", headline: "exit 1" });
    expect(renderCard(card({ stage: "failed", steps: [failed, skipped] }), t0, 0, 100, false).slice(1)).toEqual([
      "  ✗ tests   exit 1        0.1 s",
      "  – deploy  tests failed",
    ]);
  });
});

describe("the card of a task at work", () => {
  const running = step("tests", { status: "running", endedAt: null });

  test("turns the spinner with the frame and counts the time that has passed", () => {
    const shown = (frame: number, ms: number) => renderCard(card({ doing: "tests", steps: [running] }), t0 + ms, frame, 100, false)[1];
    expect(shown(0, 0)).toBe(`  ⠋ tests  ${" ".repeat(40)}  0.0 s`);
    expect(shown(1, 400)).toBe(`  ⠙ tests  ${" ".repeat(40)}  0.4 s`);
    expect(shown(10, 22_000)).toBe(`  ⠋ tests  ${" ".repeat(40)}  22 s`);
  });

  test("marks what is still to come", () => {
    expect(renderCard(card({ doing: "tests", steps: [running, pending("report")] }), t0, 0, 80, false).at(-1)).toBe("  · report");
  });

  test("says what is going on while no step runs", () => {
    const planning = card({ stage: "planning", doing: "making the plan", approvedBy: null });
    expect(renderCard(planning, t0, 2, 80, false)).toEqual(["#43 repo-health", "  ⠹ making the plan"]);
  });

  test("leaves the steps of a plan that waits to the approval's own message", () => {
    const waiting = card({
      stage: "awaiting_approval",
      doing: "waiting for a decision: plan v1",
      held: "waiting",
      approvedBy: null,
      steps: [pending("tests")],
    });
    expect(renderCard(waiting, t0, 2, 80, false)).toEqual([
      "#43 repo-health · 1 step, execute, in a copy",
      "  ? waiting for a decision: plan v1",
    ]);
  });

  test("says who approved it, and what it cost", () => {
    const [head] = renderCard(
      card({ approvedBy: "approved by mia", spent: "$0.74 of $5.00", steps: health, place: null }),
      t0,
      0,
      120,
      false,
    );
    expect(head).toBe("#43 repo-health · 4 steps, read and execute, in an empty folder · approved by mia · $0.74 of $5.00");
  });
});

describe("colour", () => {
  test("is there only where it is wanted, and changes no character", () => {
    const [plain, coloured] = [false, true].map((colour) =>
      renderCard(card({ stage: "completed", steps: health }), t0, 0, 120, colour).join("\n"),
    );
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[32m✓");
    expect(coloured).toContain("\u001b[31m✗");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colour is made of
    expect(coloured?.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });
});

describe("a step that tells what it is at", () => {
  const code = step("code", { status: "running", endedAt: null });
  const inside = { step: "code", doing: "writing tests", percent: 40, tokens: 12_000, costMicros: 100_000, since: t0 };
  const lineOf = (more: Partial<typeof inside>, status: CardStep["status"] = "running") =>
    renderCard(card({ steps: [{ ...code, status }], running: [{ ...inside, ...more }] }), t0 + 5_000, 0, 100, false)[1];

  test("shows it beside its title, with what is known of share, tokens and cost", () => {
    expect(lineOf({})).toMatch(/^ {2}⠋ code {2}40 % writing tests · 12,000 tokens · \$0.10 +5.0 s$/);
  });

  test("has no share said twice", () => {
    expect(lineOf({ doing: "tests: 40 %" })).toContain("code  tests: 40 % · 12,000");
  });

  test("shows nothing of it any more once it has ended", () => {
    expect(lineOf({}, "passed")).not.toContain("writing");
  });
});
