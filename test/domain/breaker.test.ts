import { expect, test } from "vitest";
import { type Breaker, newBreaker, noteRun, settleBreaker } from "../../src/domain/breaker.ts";

/** Runs that end well (`+`) or badly (`-`), and seconds that pass (a number). */
type Happening = "+" | "-" | number;

function after(happenings: readonly Happening[]): Breaker["state"] {
  let now = 1_000;
  let breaker = newBreaker;
  for (const one of happenings) {
    if (typeof one === "number") now += one * 1_000;
    else breaker = noteRun(breaker, one === "+", now);
  }
  return settleBreaker(breaker, now).state;
}

const five = ["-", "-", "-", "-", "-"] as const;

test.each<[string, readonly Happening[], Breaker["state"]]>([
  ["is trusted at first", [], "closed"],
  ["is trusted after 4 failures", ["-", "-", "-", "-"], "closed"],
  ["is left alone after 5 failures", five, "open"],
  ["begins to count anew after a success", ["-", "-", "-", "-", "+", "-"], "closed"],
  ["is left alone for 30 s", [...five, 29.999], "open"],
  ["may be tried after 30 s", [...five, 30], "half_open"],
  ["is not trusted after one success then", [...five, 30, "+"], "half_open"],
  ["is trusted after two", [...five, 30, "+", "+"], "closed"],
  ["has all its failures forgiven by then", [...five, 30, "+", "+", "-", "-", "-", "-"], "closed"],
  ["is left alone at once after a failure then", [...five, 30, "-"], "open"],
  ["is left alone for 30 s again", [...five, 30, "+", "-", 29], "open"],
  ["may be tried once more after those", [...five, 30, "-", 30], "half_open"],
  ["is not trusted for a success of a run that began before", [...five, "+"], "open"],
])("an agent %s", (_words, happenings, state) => {
  expect(after(happenings)).toBe(state);
});
