import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { tryExclusiveLock, trySharedLock, waitForLock } from "../../../src/store/embedded/file-lock.ts";

const directory = mkdtempSync(join(tmpdir(), "file-lock-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let file = "";
beforeEach((context) => {
  file = join(directory, context.task.id);
});

test("an exclusive lock keeps everybody else out until it is released", () => {
  const lock = tryExclusiveLock(file);
  expect(tryExclusiveLock(file)).toBeNull();
  expect(trySharedLock(file)).toBeNull();
  lock?.release();
  expect(tryExclusiveLock(file)).not.toBeNull();
});

test("a shared lock is shared, and the last of its holders lets the exclusive one in", () => {
  const [one, other] = [trySharedLock(file), trySharedLock(file)];
  one?.release();
  expect(tryExclusiveLock(file)).toBeNull();
  other?.release();
  expect(tryExclusiveLock(file)).not.toBeNull();
});

test("a failed attempt for the exclusive lock leaves the shared ones as they were", () => {
  const held = trySharedLock(file);
  expect(tryExclusiveLock(file)).toBeNull();
  expect(trySharedLock(file)).not.toBeNull();
  held?.release();
});

test("a lock file is readable by nobody else, who could lock it too", () => {
  tryExclusiveLock(file)?.release();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("who waits gets the lock when its holder is killed with -9, and gives up after the time it was given", async () => {
  const url = new URL("../../../src/store/embedded/file-lock.ts", import.meta.url).href;
  const script = `
    const { tryExclusiveLock } = await import(${JSON.stringify(url)});
    console.log(tryExclusiveLock(${JSON.stringify(file)}) !== null);
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(holder.stdout, "data");
  expect(String(said)).toBe("true\n");
  expect(await waitForLock(file, 100)).toBeNull();
  const waiting = waitForLock(file, 30_000);
  holder.kill("SIGKILL");
  expect(await waiting).not.toBeNull();
});
