import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { isEnded, stages } from "../../src/domain/task.ts";
import { table } from "../../src/domain/transition.ts";
import { emptyCells, stateTable } from "./state-table.ts";

const document = await readFile("docs/states.md", "utf8");

test("docs/states.md is what the heart does; script/node script/states.ts writes it anew", () => {
  expect(`${stateTable()}\n`).toBe(document);
});

test("has a row for every event and no empty cell", () => {
  for (const type of Object.keys(table.executing.on)) expect(document).toMatch(new RegExp(`^\\| \\*\\*${type}[:*]`, "m"));
  expect(emptyCells(document)).toEqual([]);
});

test("nothing leaves an end", () => {
  const header =
    document
      .split("\n")
      .find((line) => line.startsWith("| event"))
      ?.split("|") ?? [];
  const ends = stages.filter(isEnded).map((stage) => header.findIndex((cell) => cell.trim() === stage));
  const rows = document.split("\n").filter((line) => line.startsWith("| **"));
  for (const row of rows) for (const end of ends) expect(row.split("|")[end]).not.toContain("→");
});
