import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkspaces } from "../../src/workspace/opening.ts";
import { type Bench, makeRepository, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function begin() {
  const workspace = await bench.workspaces.prepare({ task: bench.task, source: await makeRepository(bench), kind: "copy" });
  const path = join(workspace.path, "README.md");
  const write = (text: string) => bench.shell(`echo '${text}' > README.md`, workspace.path);
  return { workspace, write, read: () => readFileSync(path, "utf8").trim() };
}

describe("settling the files of a workspace", () => {
  test("undoes what was written since they were disturbed, and nothing after it is known what they are", async () => {
    const { workspace, write, read } = await begin();
    await bench.workspaces.disturb(bench.task);
    await write("one");
    const one = await bench.workspaces.keep(workspace, bench.task, "one");
    await bench.workspaces.disturb(bench.task);
    await write("half");
    await bench.workspaces.settle(bench.task, one);
    expect(read()).toBe("one");
    // Known to be that state already, they are not looked at: nobody but a disturbing step writes there.
    await write("by hand");
    await bench.workspaces.settle(bench.task, one);
    expect(read()).toBe("by hand");
    await bench.workspaces.settle(bench.task, null);
    expect(read()).toBe("hello, changed");
  });

  test("undoes what a process left that died while a step wrote", async () => {
    const { workspace, write, read } = await begin();
    const one = await bench.workspaces.keep(workspace, bench.task, "one");
    await bench.workspaces.disturb(bench.task);
    await write("half");
    const next = openWorkspaces({ root: bench.root, artifacts: bench.artifacts, account: bench.account });
    await next.settle(bench.task, one);
    expect(read()).toBe("hello, changed");
  });

  test("of a task that has ended leaves them alone where nobody kept account of them: a person's work may lie there", async () => {
    const { write, read } = await begin();
    await bench.workspaces.disturb(bench.task);
    await write("half");
    await bench.workspaces.settleLeft(bench.task, null);
    expect(read()).toBe("hello, changed");
    // As an earlier version left it.
    rmSync(join(bench.root, bench.task, "state"));
    await write("by hand");
    await bench.workspaces.settleLeft(bench.task, null);
    expect(read()).toBe("by hand");
    // Who goes on working there needs to know what the files are.
    await bench.workspaces.settle(bench.task, null);
    expect(read()).toBe("hello, changed");
  });

  test("does nothing for a view, nor where nothing was prepared", async () => {
    const source = await makeRepository(bench);
    await bench.workspaces.settle(bench.task, null);
    expect(existsSync(join(bench.root, bench.task))).toBe(false);
    await bench.workspaces.prepare({ task: bench.task, source, kind: "view" });
    writeFileSync(join(source, "README.md"), "theirs\n");
    await bench.workspaces.settle(bench.task, null);
    expect(readFileSync(join(source, "README.md"), "utf8")).toBe("theirs\n");
  });
});
