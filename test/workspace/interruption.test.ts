import { existsSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

async function open(): Promise<Bench> {
  const bench = await openBench();
  onTestFinished(bench.remove);
  return bench;
}

/** As large as a disk image, and empty: a copy of it takes far longer than a test. */
function makeHuge(path: string): void {
  truncateSync(path, 32 * 1024 ** 3);
}

/** Resolves when something lies at a path. */
async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await pause(5);
}

test("a copy that is being made ends when its caller gives up, and the next one makes it anew", async () => {
  const bench = await open();
  bench.write({ "shop/a.txt": "a\n", "shop/image": "" });
  makeHuge(join(bench.directory, "shop/image"));
  const request = { task: bench.task, source: join(bench.directory, "shop"), kind: "copy" } as const;
  const stop = new AbortController();
  const preparing = bench.workspaces.prepare(request, stop.signal);
  await untilThere(join(bench.root, bench.task, "files", "image"));
  stop.abort();
  await expect(preparing).rejects.toMatchObject({ name: "AbortError" });
  rmSync(join(bench.directory, "shop/image"));
  const workspace = await bench.workspaces.prepare(request);
  expect(existsSync(join(workspace.path, "image"))).toBe(false);
  expect(await bench.workspaces.diff(workspace, bench.task)).toBe("");
});

test("a snapshot that is being taken ends when its caller gives up, and the next one is whole", async () => {
  const bench = await open();
  bench.write({ "shop/a.txt": "a\n" });
  const workspace = await bench.workspaces.prepare({ task: bench.task, source: join(bench.directory, "shop"), kind: "copy" });
  await bench.shell("truncate -s 32G image && echo b > b.txt", workspace.path);
  const stop = new AbortController();
  const taking = bench.workspaces.snapshot(workspace, bench.task, "one", stop.signal);
  await untilThere(join(bench.root, bench.task, "git", "index.lock"));
  stop.abort();
  await expect(taking).rejects.toMatchObject({ name: "AbortError" });
  await bench.shell("rm image", workspace.path);
  const kept = await bench.workspaces.snapshot(workspace, bench.task, "two");
  await bench.shell("rm b.txt", workspace.path);
  await bench.workspaces.restore(workspace, bench.task, kept);
  expect(await bench.shell("ls", workspace.path)).toBe("a.txt\nb.txt\n");
});

test("what is already given up is not begun", async () => {
  const bench = await open();
  bench.write({ "shop/a.txt": "a\n" });
  const request = { task: bench.task, source: join(bench.directory, "shop"), kind: "copy" } as const;
  await expect(bench.workspaces.prepare(request, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  expect(await bench.workspaces.list()).toEqual([]);
});

test("a large file is copied whole, piece by piece", async () => {
  const bench = await open();
  bench.write({ "shop/a.txt": "a\n" });
  await bench.shell("head -c 17000003 /dev/urandom > blob", join(bench.directory, "shop"), "user");
  const workspace = await bench.workspaces.prepare({ task: bench.task, source: join(bench.directory, "shop"), kind: "copy" });
  const sum = async (directory: string) => (await bench.shell("sha256sum < blob", directory, "user")).trim();
  expect(await sum(workspace.path)).toBe(await sum(join(bench.directory, "shop")));
});
