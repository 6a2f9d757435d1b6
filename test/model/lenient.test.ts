import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ClassifyAnswer } from "../../src/model/answers/classify.ts";
import { TriageAnswer } from "../../src/model/answers/triage.ts";
import { readReply, readValue } from "../../src/model/lenient.ts";

describe("readReply", () => {
  test("any valid answer reads back the same, whatever is around it", () => {
    const answers = fc.record({
      kind: fc.constantFrom(...ClassifyAnswer.shape.kind.options),
      // Text of blanks only, where null is possible, says nothing and is read as null.
      reply: fc.option(
        fc.string().map((text) => `${text}.`),
        { nil: null },
      ),
      instruction: fc.constant(null),
    });
    const prose = fc.string().map((text) => text.replace(/[{[<]/g, " "));
    fc.assert(
      fc.property(prose, answers, prose, (before, value, after) => {
        expect(readReply(ClassifyAnswer, `${before}\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`${after}`)).toEqual({ ok: true, value });
      }),
    );
  });

  test("the longest valid value counts, not an example ahead of it", () => {
    const reply = 'Like {"kind": "no such kind", "reply": "a long example"} but: {"kind": "stop"}';
    expect(readReply(ClassifyAnswer, reply)).toEqual({ ok: true, value: { kind: "stop", reply: null, instruction: null } });
  });

  test("a reply without JSON is told as such", () => {
    expect(readReply(ClassifyAnswer, "stop!")).toEqual({ ok: false, problem: "the reply held no complete JSON object" });
    expect(readReply(ClassifyAnswer, "  ")).toEqual({ ok: false, problem: "the reply was empty" });
  });

  test("problems name the place and what is expected there", () => {
    const reply = JSON.stringify({ kind: "task", title: "x", clarity: { goal: 85 }, questions: [{ id: "q", text: null }] });
    const reading = readReply(TriageAnswer, reply);
    expect(reading.ok).toBe(false);
    expect(reading.ok ? "" : reading.problem).toMatch(/clarity\.goal: .*<=1; questions\[0\]\.text: must not be empty/);
  });
});

describe("lenient reading", () => {
  const Everything = z.object({
    text: z.string(),
    maybe: z.string().nullable(),
    number: z.number(),
    flag: z.boolean(),
    marked: z.boolean().default(true),
    list: z.array(z.string()),
    word: z.enum(["new_task", "stop"]),
    nested: z.object({ items: z.array(z.number()), name: z.string().nullable() }),
    open: z.record(z.string(), z.json()),
  });
  const exact = {
    text: "t",
    maybe: "m",
    number: 1,
    flag: true,
    marked: true,
    list: ["a"],
    word: "stop",
    nested: { items: [], name: null },
    open: {},
  };

  test.each<[string, object, object]>([
    ["null becomes the default", { marked: null }, { marked: true }],
    ["null becomes empty text where text must be", { text: null }, { text: "" }],
    ["a number becomes text", { text: 3.5 }, { text: "3.5" }],
    ["a boolean becomes text", { maybe: false }, { maybe: "false" }],
    ["a number in words becomes a number", { number: "-0.5" }, { number: -0.5 }],
    ["a boolean in words becomes a boolean", { flag: "False" }, { flag: false }],
    ["a bare value becomes a list of one", { list: "x" }, { list: ["x"] }],
    ["a bare index becomes a list of one", { list: 0 }, { list: ["0"] }],
    ["no list becomes an empty one", { list: null }, { list: [] }],
    ["empty text for a list is an empty one", { list: "" }, { list: [] }],
    ["no words where null is allowed is null", { maybe: " " }, { maybe: null }],
    ["another spelling of a known word is that word", { word: "New Task" }, { word: "new_task" }],
    ["a missing object is made of its defaults", { nested: undefined }, { nested: { items: [], name: null } }],
    ["an object in text is opened", { open: '{"a": [1]}' }, { open: { a: [1] } }],
    ["unknown fields are dropped", { extra: 1 }, {}],
  ])("%s", (_title, change, read) => {
    expect(readValue(Everything, { ...exact, ...change })).toEqual({ ok: true, value: { ...exact, ...read } });
  });

  test("another spelling of a field is that field", () => {
    const Step = z.object({ dependsOn: z.array(z.string()) });
    expect(readValue(Step, { depends_on: ["a"] })).toEqual({ ok: true, value: { dependsOn: ["a"] } });
  });

  test.each<[string, object]>([
    ["a missing number", { number: null }],
    ["a missing choice", { word: null }],
    ["an unknown word", { word: "restart" }],
    ["a list for text", { text: ["a", "b"] }],
    ["an object for text", { text: { a: 1 } }],
    ["words for a number", { number: "80%" }],
    ["words for a boolean", { flag: "maybe" }],
    ["text that is no object", { open: "{a}" }],
  ])("%s is never guessed", (_title, change) => {
    expect(readValue(Everything, { ...exact, ...change }).ok).toBe(false);
  });

  test("optional fields of a tool's input stay away when nothing is given", () => {
    const Input = z.object({ path: z.string(), limit: z.number().optional() });
    expect(readValue(Input, { path: "a", limit: null })).toEqual({ ok: true, value: { path: "a" } });
  });
});
