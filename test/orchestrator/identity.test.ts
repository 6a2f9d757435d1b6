import { expect, test } from "vitest";
import { mintCode } from "../../src/orchestrator/identity.ts";

test("a code that people copy has letters and digits only, so that no command line takes it for an option", () => {
  const codes = Array.from({ length: 500 }, mintCode);
  for (const code of codes) expect(code).toMatch(/^[0-9a-z]{12}$/);
  expect(new Set(codes).size).toBe(codes.length);
});
