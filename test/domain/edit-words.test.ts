import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readEdit } from "../../src/domain/edit-words.ts";

test("docs/plans.md names words that are really read, one of each kind", async () => {
  const rows = (await readFile("docs/plans.md", "utf8")).matchAll(/^\| `([^`]+)` +\| `--/gm);
  const kinds = [...rows].map(([, words]) => readEdit(words ?? "")?.kind);
  expect(kinds).toEqual(["skip", "remove", "move", "agent", "parameter", "manual"]);
});
