import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SetupSpec } from "../../src/domain/setup-spec.ts";
import { type Bench, openBench } from "../verification/bench.ts";

async function open(setup: Partial<SetupSpec>): Promise<Bench> {
  const usual: SetupSpec = { command: ["make", "setup"], network: [], secrets: [], cache: ["deps"], timeoutMs: 60_000 };
  const bench = await openBench({ setup: { ...usual, ...setup } });
  onTestFinished(() => bench.remove());
  return bench;
}

const never = new AbortController().signal;
const project = {
  ".gitignore": "deps/\n",
  "package-lock.json": "{}\n",
  Makefile: "setup:\n\tmkdir -p deps && date +%s%N > deps/one\ntest:\n\ttest -s deps/one && test -e good\n",
  good: "x\n",
};
const subjectOf = (bench: Bench, workspace: Awaited<ReturnType<Bench["begin"]>>, task = bench.task) => ({ task, space: "shop", workspace });

describe("the setup of a space", () => {
  test("runs once in a workspace, and what it makes is there", async () => {
    const bench = await open({});
    const workspace = await bench.begin(project, "worktree");
    const subject = subjectOf(bench, workspace);
    expect(await bench.setups.makeReady(subject, never)).toEqual({ ok: true, value: null });
    const made = readFileSync(join(workspace.path, "deps/one"), "utf8");
    expect(await bench.setups.makeReady(subject, never)).toEqual({ ok: true, value: null });
    expect(readFileSync(join(workspace.path, "deps/one"), "utf8")).toBe(made);
    expect(bench.ran).toEqual(["make setup"]);
  });

  test("two commands that begin at once wait for one run", async () => {
    const bench = await open({});
    const subject = subjectOf(bench, await bench.begin(project, "worktree"));
    await Promise.all([bench.setups.makeReady(subject, never), bench.setups.makeReady(subject, never)]);
    expect(bench.ran).toEqual(["make setup"]);
  });

  test("is kept for the next workspace of the same base and lock file, and done again for another lock file", async () => {
    const bench = await open({});
    const first = await bench.begin(project, "worktree");
    await bench.setups.makeReady(subjectOf(bench, first), never);
    const second = await bench.workspaces.prepare({ task: "tsk_second", source: first.source, kind: "worktree" });
    await bench.setups.makeReady(subjectOf(bench, second, "tsk_second"), never);
    expect(bench.ran).toEqual(["make setup"]);
    expect(readFileSync(join(second.path, "deps/one"))).toEqual(readFileSync(join(first.path, "deps/one")));
    await bench.shell("echo more > package-lock.json && git commit -qam lock", first.source, "user");
    const third = await bench.workspaces.prepare({ task: "tsk_third", source: first.source, kind: "worktree" });
    await bench.setups.makeReady(subjectOf(bench, third, "tsk_third"), never);
    expect(bench.ran).toEqual(["make setup", "make setup"]);
  });

  test("what it changes of the project's own files is no part of the work", async () => {
    const bench = await open({ command: ["sh", "-c", "echo changed > package-lock.json; echo new > stray; mkdir deps"] });
    const workspace = await bench.begin(project);
    await bench.setups.makeReady(subjectOf(bench, workspace), never);
    expect(await bench.workspaces.diff(workspace, bench.task)).toBe("");
    expect(existsSync(join(workspace.path, "deps"))).toBe(true);
  });

  test("that fails is a fault that says what failed, and is tried again", async () => {
    const bench = await open({ command: ["sh", "-c", "echo no such registry; exit 3"] });
    const subject = subjectOf(bench, await bench.begin(project));
    const failed = {
      ok: false,
      fault: {
        code: "workspace_unavailable",
        message: expect.stringMatching(/^the setup of shop \(sh -c .*\) failed: exit 3: no such registry\. Mend it/),
      },
    };
    expect(await bench.setups.makeReady(subject, never)).toMatchObject(failed);
    expect(await bench.setups.makeReady(subject, never)).toMatchObject(failed);
    expect(bench.ran).toHaveLength(2);
  });

  test("that needs the network says so where there is none", async () => {
    const bench = await open({ network: ["registry.example.org"] });
    const failed = await bench.setups.makeReady(subjectOf(bench, await bench.begin(project)), never);
    expect(failed).toMatchObject({ ok: false, fault: { message: expect.stringContaining("registry.example.org") } });
  });

  test("that needs a secret is not run without it", async () => {
    const bench = await open({ secrets: ["NPM_TOKEN"] });
    const failed = await bench.setups.makeReady(subjectOf(bench, await bench.begin(project)), never);
    expect(failed).toMatchObject({ ok: false, fault: { message: expect.stringContaining("NPM_TOKEN") } });
  });

  test("that leaves a link in the place of what is kept keeps nothing", async () => {
    const bench = await open({ command: ["sh", "-c", "ln -s /etc deps"] });
    const workspace = await bench.begin({ ...project, ".gitignore": "deps\n" }, "worktree");
    expect(await bench.setups.makeReady(subjectOf(bench, workspace), never)).toEqual({ ok: true, value: null });
    expect(existsSync(join(bench.directory, "home", "setups"))).toBe(false);
  });

  test("what is kept is not put behind a link of the repository", async () => {
    const bench = await open({ cache: ["inner/deps"], command: ["sh", "-c", "mkdir -p inner/deps && echo x > inner/deps/one"] });
    const workspace = await bench.begin(project, "worktree");
    await bench.setups.makeReady(subjectOf(bench, workspace), never);
    const second = await bench.workspaces.prepare({ task: "tsk_second", source: workspace.source, kind: "worktree" });
    symlinkSync("/tmp", join(second.path, "inner"));
    await bench.setups.makeReady(subjectOf(bench, second, "tsk_second"), never);
    expect(readdirSync("/tmp")).not.toContain("deps");
  });

  test("is there for the checks of a change, in a worktree too", async () => {
    const bench = await open({});
    const workspace = await bench.begin(project, "worktree");
    await bench.setups.makeReady(subjectOf(bench, workspace), never);
    await bench.shell("rm good", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([
      { name: "make test", state: "failed", evidence: "exit 2, and passed before this change" },
    ]);
    expect(bench.ran).toEqual(["make setup", "make test", "make test"]);
  });

  test("that fails where checks are to run is a fault of the verification", async () => {
    const bench = await open({ command: ["false"] });
    const workspace = await bench.begin(project);
    await bench.shell("rm good", workspace.path);
    expect(await bench.verify(workspace)).toMatchObject({
      ok: false,
      fault: { message: expect.stringContaining("the setup of shop (false) failed: exit 1") },
    });
  });
});
