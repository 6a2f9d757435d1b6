import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The checkout under test. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** A directory with these files, readable by every account, gone when the test is over. Files that start with `#!` may be run. */
export function layTree(files: Readonly<Record<string, string>>): string {
  const tree = growTree(files);
  onTestFinished(tree.remove);
  return tree.root;
}

/** The same where there is no one test to end it: the caller removes it. */
export function growTree(files: Readonly<Record<string, string>>): { readonly root: string; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), "adjutant-house-"));
  chmodSync(root, 0o755);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Runs a program to its end with nothing in its environment but what is given. */
export function run(argv: readonly [string, ...string[]], cwd: string, env: Readonly<Record<string, string>> = {}): Ended {
  const [program, ...rest] = argv;
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, env: { PATH: process.env["PATH"] ?? "", ...env }, encoding: "utf8" });
  return { exitCode: status, stdout, stderr };
}

/** Runs one of our scripts on a tree, with the Node of this test. */
export function runScript(name: string, cwd: string, ...args: string[]): Ended {
  return run([process.execPath, join(repository, "script", name), ...args], cwd);
}
