import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { rowsOf, rowsOfSuite } from "../escapes/table.ts";

test("docs/sandbox.md lists every attack of the suite, and each was held (script/node script/escapes.ts --write)", async () => {
  expect(rowsOf(await readFile("docs/sandbox.md", "utf8"))).toEqual(rowsOfSuite());
});
