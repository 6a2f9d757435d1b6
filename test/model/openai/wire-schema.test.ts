import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BriefAnswer } from "../../../src/model/answers/brief.ts";
import { ClassifyAnswer } from "../../../src/model/answers/classify.ts";
import { DraftAnswer } from "../../../src/model/answers/draft.ts";
import { JudgeAnswer } from "../../../src/model/answers/judge.ts";
import { PlanAnswer } from "../../../src/model/answers/plan.ts";
import { RepairAnswer } from "../../../src/model/answers/repair.ts";
import { ResearchAnswer } from "../../../src/model/answers/research.ts";
import { ReviewAnswer } from "../../../src/model/answers/review.ts";
import { ReviseAnswer } from "../../../src/model/answers/revise.ts";
import { SummaryAnswer } from "../../../src/model/answers/summary.ts";
import { TriageAnswer } from "../../../src/model/answers/triage.ts";
import type { Purpose } from "../../../src/model/model.ts";
import { answerSchema, parametersSchema } from "../../../src/model/openai/wire-schema.ts";

const answers: Record<Purpose, z.ZodObject> = {
  ...{ triage: TriageAnswer, classify: ClassifyAnswer, brief: BriefAnswer, plan: PlanAnswer, repair: RepairAnswer, revise: ReviseAnswer },
  ...{ research: ResearchAnswer, draft: DraftAnswer, review: ReviewAnswer, judge: JudgeAnswer, summary: SummaryAnswer },
};

/** Fields by purpose (model.md). */
const fields: Record<Purpose, string> = {
  triage: "kind reply title clarity questions space",
  classify: "kind reply instruction",
  brief: "title goal constraints criteria entities assumptions",
  plan: "reason steps",
  repair: "reason steps replaces",
  revise: "reason brief steps",
  research: "answer sources",
  draft: "text",
  review: "findings verdict",
  judge: "criteria instructions",
  summary: "headline done not_done next",
};

const known = new Set(["type", "enum", "const", "description", "items", "properties", "required", "additionalProperties", "anyOf"]);

/** Every schema inside a schema, itself first. */
function everySchema(schema: unknown): readonly Record<string, unknown>[] {
  const node = z.record(z.string(), z.unknown()).parse(schema);
  const inner = [
    ...Object.values(node["properties"] ?? {}),
    ...(Array.isArray(node["anyOf"]) ? node["anyOf"] : []),
    ...(node["items"] ? [node["items"]] : []),
  ];
  return [node, ...inner.flatMap(everySchema)];
}

describe.each(Object.entries(fields))("the schema sent for %s", (purpose, names) => {
  const schema = answerSchema(answers[purpose as Purpose]);

  test("has the agreed fields", () => {
    expect(schema["required"]).toEqual(names.split(" "));
  });

  test("keeps to strict mode: all fields required, no others, nothing a server could refuse", () => {
    for (const node of everySchema(schema)) {
      expect([...Object.keys(node)].filter((key) => !known.has(key))).toEqual([]);
      if (node["type"] === "object") {
        expect(node["additionalProperties"]).toBe(false);
        expect(node["required"]).toEqual(Object.keys(node["properties"] ?? {}));
      } else expect(node["type"] ?? node["anyOf"]).toBeDefined();
    }
  });
});

test("a step's input is one of its kinds' inputs", () => {
  const [step] = everySchema(answerSchema(PlanAnswer)).filter((node) => Object.hasOwn(node["properties"] ?? {}, "dependsOn"));
  const { kind, input } = z
    .object({
      kind: z.object({ enum: z.array(z.string()) }),
      input: z.object({ anyOf: z.array(z.object({ required: z.array(z.string()) })) }),
    })
    .parse(step?.["properties"]);
  expect(kind.enum).toEqual(["research", "draft", "implement", "shell", "execute", "test", "review", "notify", "ask", "tool"]);
  const inputs = [
    "query",
    "text instruction",
    "spec",
    "command",
    "argv",
    "artifact",
    "to text",
    "question choices",
    "server name arguments",
  ];
  expect(input.anyOf.map((one) => one.required.join(" "))).toEqual(inputs);
});

test("a tool's optional arguments stay optional", () => {
  const schema = parametersSchema(z.object({ path: z.string(), limit: z.number().max(10).optional() }));
  expect(schema).toMatchObject({ type: "object", required: ["path"], properties: { limit: { type: "number", maximum: 10 } } });
});
