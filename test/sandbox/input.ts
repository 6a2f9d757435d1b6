import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, findProcesses, openScene, printed, uniqueSleep } from "./scene.ts";

/** What a command reads on its standard input. */
export function describeInput(create: () => Sandbox): void {
  describe("standard input", () => {
    test("is what was handed over, byte for byte, and then ends", async () => {
      await using scene = await openScene(create());
      const input = "$(id) `id`\n'\"\\ ä € 🚀\n\ttab, no newline at the end";
      const result = await scene.start(["cat"], { input });
      expect(printed(result)).toBe(input);
      expect(ending(result)).toBe(0);
    });

    test("is empty where nothing was handed over", async () => {
      await using scene = await openScene(create());
      expect(printed(await scene.start(["wc", "-c"]))).toBe("0\n");
      expect(printed(await scene.start(["wc", "-c"], { input: "" }))).toBe("0\n");
    });

    test("may be larger than a pipe holds", async () => {
      await using scene = await openScene(create());
      const input = "x".repeat(5_000_000);
      expect(printed(await scene.start(["wc", "-c"], { input }))).toBe("5000000\n");
    });

    test("is left unread by a command that does not care, and its exit counts all the same", async () => {
      await using scene = await openScene(create());
      const input = "x".repeat(5_000_000);
      expect(ending(await scene.start(["true"], { input }))).toBe(0);
      expect(ending(await scene.run("exec <&-; exit 3", { input }))).toBe(3);
    });

    test("holds nobody back: a command that never reads it is stopped like any other", async () => {
      await using scene = await openScene(create());
      const marker = uniqueSleep();
      const result = await scene.run(`sleep ${marker}`, { input: "x".repeat(5_000_000), limits: { timeoutMs: 300 } });
      expect(ending(result)).toBe("killed: timeout");
      await expect.poll(() => findProcesses(marker)).toEqual([]);
    });
  });
}
