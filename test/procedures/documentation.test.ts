import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readContent } from "../../src/procedures/read.ts";
import { stepKinds } from "../../src/steps/index.ts";
import { rulesOf } from "../../src/steps/rules.ts";
import { schema } from "../fixtures/commands.ts";

const page = readFileSync(new URL("../../docs/procedures.md", import.meta.url), "utf8");

test("the documented example is a procedure", () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? "");
  const example = blocks.find((yaml) => yaml.startsWith("name:")) ?? "";
  expect(readContent("disk-usage.yaml", example, rulesOf(stepKinds, schema))).toMatchObject({ name: "disk-usage", headline: "measure" });
});

test("the documentation names every step kind", () => {
  for (const { name } of stepKinds) expect(page).toContain(`\`${name}\``);
});
