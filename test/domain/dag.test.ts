import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dependentsOf, findCycle, layoutOf, type Node, sinksOf } from "../../src/domain/dag.ts";

const graph = (edges: Record<string, readonly string[]>): readonly Node[] =>
  Object.entries(edges).map(([id, dependsOn]) => ({ id, dependsOn }));
const diamond = graph({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] });

test("dependents are everything behind, without the nodes themselves", () => {
  expect([...dependentsOf(diamond, ["b"])]).toEqual(["d"]);
  expect([...dependentsOf(diamond, ["a"])]).toEqual(["b", "c", "d"]);
});

test("sinks are what nobody waits for", () => expect(sinksOf(graph({ a: [], b: ["a"], c: ["a"] }))).toEqual(["b", "c"]));

test("layers are the longest way from a root, rows the place in a layer", () => {
  const layout = layoutOf(graph({ a: [], b: ["a"], c: ["a", "b"], d: ["a"] }));
  expect(Object.fromEntries(layout)).toEqual({
    a: { layer: 0, row: 0 },
    b: { layer: 1, row: 0 },
    c: { layer: 2, row: 0 },
    d: { layer: 1, row: 1 },
  });
});

describe("findCycle", () => {
  const edges = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })), { maxLength: 16 });
  const nodes = (pairs: readonly (readonly [number, number])[]) =>
    Array.from({ length: 8 }, (_, id) => ({ id: `${id}`, dependsOn: pairs.filter(([from]) => from === id).map(([, to]) => `${to}`) }));

  test("finds none exactly where the nodes can be put in order", () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const all = nodes(pairs);
        const done = new Set<string>();
        for (let round = 0; round < 8; round += 1) {
          for (const node of all) if (node.dependsOn.every((id) => done.has(id))) done.add(node.id);
        }
        expect(findCycle(all) === null).toBe(done.size === all.length);
      }),
    );
  });

  test("what it finds is a way along dependencies back to its start", () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const all = nodes(pairs);
        const cycle = findCycle(all) ?? [];
        expect(cycle[0]).toBe(cycle.at(-1));
        cycle.slice(1).forEach((id, index) => {
          expect(all.find((node) => node.id === cycle[index])?.dependsOn).toContain(id);
        });
      }),
    );
  });
});
