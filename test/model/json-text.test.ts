import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findJson } from "../../src/model/json-text.ts";

/** Through JSON and back, so that what JSON cannot tell apart (-0) is not asked for. */
const structured = fc
  .oneof(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), fc.array(fc.jsonValue({ maxDepth: 4 })))
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

const prose = fc.string().map((text) => text.replace(/[{[]/g, " ").replace("<think>", ""));

describe("findJson", () => {
  test("any object or list wrapped in prose reads back the same", () => {
    fc.assert(
      fc.property(prose, structured, prose, (before, value, after) => {
        expect(findJson(`${before}${JSON.stringify(value)}${after}`)).toEqual([value]);
      }),
    );
  });

  test("any object or list in a fence reads back the same, pretty-printed or not", () => {
    fc.assert(
      fc.property(structured, fc.constantFrom("json", "", "JSON5"), fc.nat(4), (value, label, indent) => {
        expect(findJson(`Here:\n\`\`\`${label}\n${JSON.stringify(value, null, indent)}\n\`\`\`\nDone.`)).toEqual([value]);
      }),
    );
  });

  test.each([
    ["braces inside strings do not count", '{"a": "}{]["} trailing', [{ a: "}{][" }]],
    ["an escaped quote does not end a string", String.raw`x {"a": "\"}"} y`, [{ a: '"}' }]],
    ["code braces and citations in prose are passed over", 'f() { return; } see [a] and {x}: {"a": 1}', [{ a: 1 }]],
    ["the longest of several values comes first", 'e.g. {"a": 1}, so: {"a": 1, "b": [2]} as in [1]', [{ a: 1, b: [2] }, { a: 1 }, [1]]],
    ["thoughts ahead of the answer do not count", '<think>maybe {"a": 1, "long": "thought"}</think>{"a": 2}', [{ a: 2 }]],
    ["an object that does not end gives nothing, not its parts", '{"steps": [{"id": "a"}, {"id": "b"}', []],
    ["an object that is no JSON gives nothing, not its parts", '{"steps": [{"id": "a"},]}', []],
    ["prose gives nothing", "I think it is fine.", []],
    ["nothing gives nothing", "", []],
  ])("%s", (_title, text, expected) => expect(findJson(text)).toEqual(expected));

  test("nesting beyond all measure is not followed", () => {
    expect(findJson(`${"[".repeat(5000)}1${"]".repeat(5000)}`)).toEqual([]);
  });

  test.each([
    ["openings", '{"'.repeat(400_000)],
    ["escaped quotes", `{"a":"${'\\"'.repeat(400_000)}`],
    ["empty objects", "{}".repeat(400_000)],
    ["unclosed lists", "[1".repeat(400_000)],
    ["broken objects", '{"a":1,}'.repeat(50_000)],
  ])("a reply of nothing but %s is read in linear time", { timeout: 5_000 }, (_title, text) => {
    expect(findJson(text).length).toBeLessThanOrEqual(10);
  });
});
