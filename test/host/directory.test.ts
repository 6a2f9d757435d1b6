import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeDirectory } from "../../src/host/directory.ts";

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "adjutant-directory-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test("a directory is made with those above it, and only it is private", async () => {
  const root = await makeRoot();
  await makeDirectory(join(root, "a", "b", "c"), 0o700);
  expect(await modeOf(join(root, "a", "b", "c"))).toBe(0o700);
  expect(await modeOf(join(root, "a", "b"))).toBe(0o755 & ~process.umask());
});

test("one that is there is taken as it is, also by many at once", async () => {
  const root = await makeRoot();
  await Promise.all(Array.from({ length: 10 }, () => makeDirectory(join(root, "a", "b"))));
  await makeDirectory(join(root, "a", "b"), 0o700);
  expect(await modeOf(join(root, "a", "b"))).toBe(0o755 & ~process.umask());
});

test("a file in the way is an error", async () => {
  const root = await makeRoot();
  await writeFile(join(root, "a"), "");
  await expect(makeDirectory(join(root, "a"))).rejects.toThrow("EEXIST");
  await expect(makeDirectory(join(root, "a", "b"))).rejects.toThrow("ENOTDIR");
});

test.runIf(process.platform === "linux")("where nothing can be made it fails instead of trying for ever", async () => {
  await expect(makeDirectory("/proc/adjutant/home")).rejects.toThrow("ENOENT");
});
