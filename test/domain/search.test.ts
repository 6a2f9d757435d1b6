import { expect, test } from "vitest";
import { askThenRead } from "./alphabet.ts";
import { canonical, noon } from "./canon.ts";
import { astray, type Graph, type Node } from "./search.ts";
import { planned } from "./walk.ts";
import { contextWith, taskWith } from "./world.ts";

/** A graph from the numbers of the states each state leads to. */
function graphOf(...ways: readonly (readonly number[])[]): Graph {
  const turn = { event: { type: "due" }, at: noon, of: "clock", kind: true } as const;
  const nodes = ways.map((to): Node => ({ task: taskWith(), edges: to.map((one) => ({ turn, to: one })), found: null }));
  return { nodes, wrong: [] };
}

/** States that may never come to the last one. */
function lost(graph: Graph): readonly number[] {
  return astray(
    graph,
    () => true,
    (node) => node === graph.nodes.at(-1),
  );
}

test("a state is safe only when every way from it comes to a goal", () => {
  expect(lost(graphOf([1, 2], [3], [3], []))).toEqual([]);
  // A dead end, on one way of two.
  expect(lost(graphOf([1, 2], [], [3], []))).toEqual([0, 1]);
  // A circle that can be left, but need not be.
  expect(lost(graphOf([1], [2], [1, 3], []))).toEqual([0, 1, 2]);
  // A state that stays as it is.
  expect(lost(graphOf([0, 1], []))).toEqual([0]);
});

test("two ways to the same standing are one state, and another standing is another", () => {
  const [early, late] = [0, 3_600_000].map((ms) => {
    const walk = planned([...askThenRead], {}, {}, { ...contextWith(), now: noon + ms });
    return canonical(walk.task, walk.context.now);
  });
  expect(late).toEqual(early);
  const walk = planned([...askThenRead], {}, { autonomy: "manual" }, { ...contextWith(), now: noon });
  const before = canonical(walk.task, walk.context.now);
  walk.decide("approve");
  expect(canonical(walk.task, walk.context.now)).not.toEqual(before);
});
