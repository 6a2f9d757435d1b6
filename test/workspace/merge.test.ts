import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { type Bench, makeRepository, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

/** A branch of the task's files in which a step did something. */
async function branchWith(workspace: Workspace, name: string, base: string, text: string): Promise<string> {
  const checkout = await bench.workspaces.checkOut(workspace, bench.task, base, name);
  await bench.shell(text, checkout.path);
  const snapshot = await checkout.take(name);
  await checkout.remove();
  expect(existsSync(checkout.path)).toBe(false);
  return snapshot;
}

describe.each(["copy", "worktree"] as const)("branches of a %s", (kind) => {
  const prepare = async () => {
    const workspace = await bench.workspaces.prepare({ task: bench.task, source: await makeRepository(bench), kind });
    const read = (path: string) => readFileSync(join(workspace.path, path), "utf8");
    return { workspace, first: await bench.workspaces.firstOf(bench.task), read };
  };
  const merge = (workspace: Workspace, base: string, onto: string, branch: string) =>
    bench.workspaces.merge(workspace, bench.task, { base, onto, branch, label: "merged" });

  test("start from a snapshot, change nothing outside, and are merged file by file and line by line", async () => {
    const { workspace, first, read } = await prepare();
    const one = await branchWith(workspace, "one", first, "echo one > one.txt; sed -i '1s/.*/#!\\/bin\\/dash/' src/main.sh");
    const two = await branchWith(
      workspace,
      "two",
      first,
      "mkdir deep; echo two > deep/two.txt; rm README.md; echo 'echo end' >> src/main.sh",
    );
    expect(existsSync(join(workspace.path, "one.txt"))).toBe(false);

    const taken = await merge(workspace, first, first, one);
    expect(taken.kind).toBe("merged");
    const both = await merge(workspace, first, taken.kind === "merged" ? taken.snapshot : "", two);
    expect(both.kind).toBe("merged");
    expect([read("one.txt"), read("deep/two.txt"), existsSync(join(workspace.path, "README.md"))]).toEqual(["one\n", "two\n", false]);
    expect(read("src/main.sh")).toBe("#!/bin/dash\necho main\necho end\n");
    // What the files are now is exactly what the snapshot says.
    const left = both.kind === "merged" ? both.snapshot : "";
    expect(await bench.workspaces.treeHash(workspace, bench.task)).toBe(await bench.workspaces.hashOf(workspace, bench.task, left));
  });

  test("that do not go together name the files, and nothing is taken over", async () => {
    const { workspace, first, read } = await prepare();
    const one = await branchWith(workspace, "one", first, "echo 'echo one' >> src/main.sh; echo x > 'a \"b\".txt'");
    const two = await branchWith(workspace, "two", first, "echo 'echo two' >> src/main.sh; echo y > 'a \"b\".txt'; echo new > new.txt");
    const taken = await merge(workspace, first, first, one);
    expect(await merge(workspace, first, taken.kind === "merged" ? taken.snapshot : "", two)).toEqual({
      kind: "conflict",
      paths: ['a "b".txt', "src/main.sh"],
    });
    expect([read("src/main.sh"), existsSync(join(workspace.path, "new.txt"))]).toEqual(["#!/bin/sh\necho main\necho one\n", false]);
  });

  test("are merged over what is committed, whatever an interrupted merge left in the files", async () => {
    const { workspace, first, read } = await prepare();
    const lost = await branchWith(workspace, "lost", first, "echo lost > lost.txt; echo lost > README.md");
    await merge(workspace, first, first, lost);
    expect(read("lost.txt")).toBe("lost\n");
    const again = await branchWith(workspace, "lost", first, "echo again > README.md");
    await merge(workspace, first, first, again);
    expect([read("README.md"), existsSync(join(workspace.path, "lost.txt"))]).toEqual(["again\n", false]);
  });

  test("choose nothing of how they are merged", async () => {
    const { workspace, first } = await prepare();
    const ran = `/tmp/adjutant-driver-${bench.task}`;
    const driver = `git config merge.own.driver 'touch ${ran}; true'; printf '* merge=own\\n*.sh merge=union\\n' > .gitattributes`;
    const one = await branchWith(workspace, "one", first, `${driver}; echo 'echo one' >> src/main.sh`);
    const two = await branchWith(workspace, "two", first, `${driver}; echo 'echo two' >> src/main.sh`);
    const taken = await merge(workspace, first, first, one);
    expect(await merge(workspace, first, taken.kind === "merged" ? taken.snapshot : "", two)).toEqual({
      kind: "conflict",
      paths: ["src/main.sh"],
    });
    expect(existsSync(ran)).toBe(false);
  });
});

test("a view is never merged into", async () => {
  const source = await makeRepository(bench);
  const view = await bench.workspaces.prepare({ task: bench.task, source, kind: "view" });
  const order = { base: "0".repeat(40), onto: "0".repeat(40), branch: "0".repeat(40), label: "x" };
  await expect(bench.workspaces.merge(view, bench.task, order)).rejects.toThrow("a view is never changed");
});
