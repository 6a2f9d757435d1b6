import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { environmentText } from "../../src/sandbox/launcher.ts";

test("a shell that reads an environment has exactly these values, whatever they say", async () => {
  const value = fc.string({ unit: fc.constantFrom("'", '"', "$(id)", "`", "\\", "\n", " ", "ä", "#", "=", "x", "!", "~") });
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      const { stdout } = await promisify(execFile)("/bin/sh", ["-c", `${environmentText({ A: text, B: "b" })}printf '%s|%s' "$A" "$B"`]);
      expect(stdout).toBe(`${text}|b`);
    }),
    { numRuns: 30 },
  );
});
