import { describe, expect, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { openScene, printed } from "../scene.ts";

const probe = await createBubblewrap().probe();

describe.runIf(probe.ok)("the limits of each process stand as they were given", () => {
  test.each([
    ["in whole kilobytes", 1_024_000],
    ["and to the byte", 1_000_001],
  ])("%s", async (_, fileBytes) => {
    await using scene = await openScene(createBubblewrap());
    const limits = { fileBytes, memoryBytes: 300 * 1024 ** 2, cpuSeconds: 7, openFiles: 50, processes: 30 };
    const told = printed(await scene.start(["cat", "/proc/self/limits"], { limits }));
    const table = Object.fromEntries(
      told.split("\n").map((line) => [line.slice(4, 26).trim(), line.slice(26).trim().split(/\s+/).slice(0, 2)]),
    );
    expect(table).toMatchObject({
      "core file size": ["0", "0"],
      "msgqueue size": ["0", "0"],
      "nice priority": ["0", "0"],
      "realtime priority": ["0", "0"],
      "locked memory": ["65536", "65536"],
      "cpu time": ["7", "8"],
      "data size": [String(limits.memoryBytes), String(limits.memoryBytes)],
      "file size": [String(fileBytes), String(fileBytes)],
      "open files": ["50", "50"],
      processes: ["30", "30"],
    });
  });
});
