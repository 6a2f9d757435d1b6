import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rmdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { findCgroupPlace, openCgroup } from "../../../src/sandbox/bubblewrap/cgroup.ts";
import { defaultLimits } from "../../../src/sandbox/sandbox.ts";
import { ending, openScene } from "../scene.ts";

// Only where a control group was delegated to whoever runs the tests.
const base = findCgroupPlace();
const groups = async () => (await readdir(base ?? "/")).filter((name) => name.startsWith("adjutant-run-"));

test.runIf(base !== null)("a group takes processes in, kills what is left of them, and goes", async () => {
  const before = await groups();
  const group = await openCgroup(base ?? "", defaultLimits);
  const path = join(base ?? "", (await groups()).find((name) => !before.includes(name)) ?? "none");
  const child = spawn("sh", ["-c", "sleep 100 & sleep 100 & wait"], { stdio: "ignore" });
  const gone = once(child, "exit");
  await group?.place([child.pid ?? 0, 2 ** 22 - 1]);
  expect((await readFile(join(path, "cgroup.procs"), "utf8")).split("\n")).toContain(String(child.pid));
  expect(await group?.close()).toBe(false);
  expect(await gone).toEqual([null, "SIGKILL"]);
  expect(existsSync(path)).toBe(false);
});

test.runIf(base !== null)("a run is in a group of its own, which is gone after it", async () => {
  const sandbox = createBubblewrap({ cgroups: base ?? "" });
  await using scene = await openScene(sandbox);
  const before = await groups();
  let during: readonly string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = new AbortController();
  const running = scene.run("echo up; sleep 100", { signal: cancel.signal, onOutput: () => resolve() });
  await promise;
  during = (await groups()).filter((name) => !before.includes(name));
  const lines = await Promise.all(during.map((name) => readFile(join(base ?? "", name, "cgroup.procs"), "utf8").catch(() => "")));
  cancel.abort();
  expect(ending(await running)).toBe("killed: cancelled");
  // bwrap's first process, the shell, and what it runs.
  expect(lines.some((line) => line.trim().split("\n").length >= 2)).toBe(true);
  for (const name of during) await expect.poll(() => existsSync(join(base ?? "", name))).toBe(false);
});

test.runIf(base !== null)(
  "what a killed process left is taken away: at once where it is known to be gone, else once it is old",
  async () => {
    const gone = spawn("true", { stdio: "ignore" });
    await once(gone, "exit");
    const namespace = /\d+/.exec(await readlink("/proc/self/ns/pid"))?.[0];
    const name = (rest: string) => join(base ?? "", `adjutant-run-${rest}-${process.pid}`);
    const [old, left, kept] = [name("old"), name(`${namespace}-${gone.pid}`), name(`1-${gone.pid}`)];
    for (const group of [old, left, kept]) await mkdir(group);
    onTestFinished(() => rmdir(kept));
    await utimes(old, new Date(0), new Date(0));
    findCgroupPlace();
    expect([old, left, kept].map((group) => existsSync(group))).toEqual([false, false, true]);
  },
);
