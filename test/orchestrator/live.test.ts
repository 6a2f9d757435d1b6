import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLiveBoard } from "../../src/orchestrator/live.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const news = (doing: string) => ({ doing, percent: null, tokens: null, costMicros: null });

function openBoard() {
  const board = createLiveBoard();
  const shown: string[] = [];
  // Whoever owns the task shows what is new as soon as it rings.
  board.subscribe(
    () =>
      void shown.push(
        board
          .show()
          .map(({ step, doing }) => `${step}: ${doing}`)
          .join(", "),
      ),
  );
  return { board, shown };
}

test("the first news is shown at once, the rest at most once a second, and the last of it always", () => {
  const { board, shown } = openBoard();
  for (let n = 1; n <= 100; n += 1) {
    board.note("code", news(`line ${n}`));
    vi.advanceTimersByTime(25);
  }
  expect(shown).toEqual(["code: line 1", "code: line 40", "code: line 80"]);
  vi.advanceTimersByTime(1_000);
  expect(shown.at(-1)).toBe("code: line 100");
});

test("steps tell beside each other, each since it began to, until it ends", () => {
  const { board, shown } = openBoard();
  vi.setSystemTime(5_000);
  board.note("a", news("one"));
  vi.advanceTimersByTime(300);
  board.note("b", news("two"));
  board.note("a", news("three"));
  vi.advanceTimersByTime(1_000);
  expect(shown.at(-1)).toBe("a: three, b: two");
  expect(board.show().map(({ since }) => since)).toEqual([5_000, 5_300]);
  board.end("a");
  expect(board.show().map(({ step }) => step)).toEqual(["b"]);
});

test("what was shown otherwise is not new any more", () => {
  const board = createLiveBoard();
  board.note("a", news("one"));
  vi.advanceTimersByTime(0);
  expect(board.isNew).toBe(true);
  board.show();
  expect(board.isNew).toBe(false);
});
