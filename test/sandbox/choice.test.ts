import { describe, expect, test } from "vitest";
import { sandboxBackends } from "../../src/config/file-schema.ts";
import { backends, chooseSandbox, probeSandboxes } from "../../src/sandbox/index.ts";
import { ending, openScene } from "./scene.ts";

const nowhere = { engineDirectories: ["/nonexistent"] };

test("what can be written in the configuration is what there is", () => {
  expect(backends.map(([name]) => name)).toEqual([...sandboxBackends]);
});

describe("the choice of a sandbox", () => {
  test("is bubblewrap where nothing was said, even where it can only refuse", async () => {
    expect((await chooseSandbox()).name).toBe("bubblewrap");
    expect((await chooseSandbox(null, nowhere)).name).toBe("bubblewrap");
  });

  test.each(backends.map(([name]) => name))(
    "of %s is kept where it cannot be had: nothing is run, and nothing else takes its place",
    async (name) => {
      const sandbox = await chooseSandbox(name, nowhere);
      expect(await sandbox.probe()).toMatchObject({ ok: false, backend: name, cure: expect.stringMatching(/./) });
      await using scene = await openScene(sandbox);
      expect(ending(await scene.run("echo ran"))).toMatch(/^refused: .*not installed/);
    },
  );

  test("can be made by what this machine can enforce: every backend says", async () => {
    const probes = await probeSandboxes(nowhere);
    expect(probes.map(({ backend, ok }) => [backend, ok])).toEqual(backends.map(([name]) => [name, false]));
  });
});
