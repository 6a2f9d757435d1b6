import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { findEngine } from "../../../src/sandbox/bubblewrap/engine.ts";
import { engineDirectories } from "../../../src/sandbox/executable.ts";
import { defaultLimits } from "../../../src/sandbox/sandbox.ts";
import { ending, openScene, printed } from "../scene.ts";

const engine = findEngine(engineDirectories);
const probe = await createBubblewrap().probe();

/** A sandbox whose engine lets somebody else change the workspace at the worst moment: after every check, before the mounts. */
async function sandboxAfter(change: string) {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-engine-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const path = engine.kind === "accepted" ? engine.value : "";
  await writeFile(join(directory, "bwrap"), `#!/bin/sh\n${change}\nexec ${path} "$@"\n`, { mode: 0o755 });
  return createBubblewrap({ engineDirectories: [directory] });
}

describe.runIf(probe.ok)("what another run puts in place of an approved path, right before it is mounted,", () => {
  test("is not written: the command does not begin", async () => {
    await using scene = await openScene(createBubblewrap());
    await scene.onHost("mkdir dist other");
    const [outside, grant] = [scene.outside, { writes: ["dist"] }];
    const attack = "echo x > dist/planted";
    for (const [change, place] of [
      [`mv dist dist.old; ln -s ${outside} dist`, outside],
      ["rm -r dist; ln -s other dist", join(scene.workspace, "other")],
    ] as const) {
      const sandbox = await sandboxAfter(`cd ${scene.workspace}; ${change}`);

      const bind = { workspace: scene.workspace, binds: [], network: [], env: {}, limits: defaultLimits, ...grant };
      const result = await sandbox.run({ argv: ["sh", "-c", attack] }, bind, new AbortController().signal);
      expect(ending(result)).toMatch(
        /^refused: (what was to be shown as \/workspace\/(dist|other) was replaced|the sandbox could not be set up)/,
      );
      expect(existsSync(join(place, "planted"))).toBe(false);
      await scene.onHost("rm -rf dist dist.old; mkdir dist");
    }
  });

  test("and what is mounted below a workspace, or has blanks in its name, is no replacement", async () => {
    await using scene = await openScene(createBubblewrap());
    const writes = ["a b/c\\d", "tab\there", "dist"];
    const result = await scene.run("for d in *; do echo made > \"$d/x\" 2>/dev/null; done; echo x > 'a b/c\\d/x'; cat */x", {
      grant: { writes },
    });
    expect(printed(result)).toMatch(/made\nmade\n$/);
    expect(await readFile(join(scene.workspace, "a b/c\\d/x"), "utf8")).toBe("x\n");
  });
});
