import { expect, test } from "vitest";
import { clipAttached, sayAttached } from "../../src/domain/attached.ts";

test("files are said with where they are read, and shown to people without it", () => {
  const said = `the right one\n\n${sayAttached(["extra_.txt", "rows.csv"], ["big.bin (it is too large)"])}`;
  expect(said).toContain("$STEPS/request/: extra_.txt, rows.csv");
  expect(clipAttached(said)).toBe("the right one\n\n📎 extra_.txt, rows.csv\n📎 not taken: big.bin (it is too large)");
  expect(sayAttached([], [])).toBe("");
});
