import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { stepKinds } from "../../src/steps/index.ts";
import { describeStepKind } from "./step.ts";

for (const kind of stepKinds) describeStepKind(kind);

test("the registry of step kinds names every folder once", async () => {
  const entries = await readdir(fileURLToPath(new URL("../../src/steps/", import.meta.url)), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

  expect(stepKinds.map(({ name }) => name).sort()).toEqual(folders.sort());
});
