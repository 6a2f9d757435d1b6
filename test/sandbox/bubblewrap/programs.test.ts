import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { findPrograms } from "../../../src/sandbox/programs.ts";
import { defaultLimits } from "../../../src/sandbox/sandbox.ts";
import { knownPrograms } from "../../../src/steps/programs.ts";

const sandbox = createBubblewrap();
const probe = await sandbox.probe();

test("only what lies on the path, is executable, and leads nowhere else is found", async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "programs-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const bin = join(root, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "runs"), "#!/bin/sh\n");
  await chmod(join(bin, "runs"), 0o755);
  await writeFile(join(root, "outside"), "#!/bin/sh\n");
  await chmod(join(root, "outside"), 0o755);
  await symlink(join(root, "outside"), join(bin, "leads-out"));
  await symlink(join(root, "gone"), join(bin, "broken"));
  await mkdir(join(bin, "directory"));
  expect(findPrograms(["runs", "leads-out", "broken", "directory", "missing"], [bin])).toEqual(["runs"]);
});

test.skipIf(!probe.ok)("a command finds every program that is told to a planner", async () => {
  const names = sandbox.programs([...knownPrograms, "no-such-program"]);
  expect(names).toEqual(expect.arrayContaining(["git", "sh", "ls"]));
  const lookUp = 'for name in "$@"; do command -v "$name" >/dev/null || echo "$name"; done';
  const grant = { workspace: "/usr", writes: [], binds: [], network: [], env: {}, limits: defaultLimits };
  const result = await sandbox.run({ argv: ["sh", "-c", lookUp, "sh", ...names] }, grant, new AbortController().signal);
  expect(result).toMatchObject({ kind: "exited", exitCode: 0, output: { stdout: "" } });
});
