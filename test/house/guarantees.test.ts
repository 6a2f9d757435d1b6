import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";

const document = await readFile("docs/guarantees.md", "utf8");

/** Every `file` › title the document names. */
const named = [...document.matchAll(/`(test\/[^`]+)` › (.+)$/gm)].map(([, file = "", title = ""]) => ({ file, title }));

describe("docs/guarantees.md", () => {
  test("has the sixteen guarantees, each with a test", () => {
    const sections = document.split(/^## /m).slice(1, 17);
    expect(sections.map((section) => Number.parseInt(section, 10))).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    for (const section of sections) expect(section).toMatch(/^- `test\//m);
  });

  test.each(named)("$file has a test called: $title", async ({ file, title }) => {
    expect(await readFile(file, "utf8")).toContain(title);
  });
});
