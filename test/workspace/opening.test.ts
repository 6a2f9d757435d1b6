import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, makeRepository, openBench } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const prepare = (source: string, kind: "view" | "copy" | "worktree") => bench.workspaces.prepare({ task: bench.task, source, kind });
const filesOf = () => join(bench.root, bench.task, "files");
const headOf = async (path: string) => (await bench.shell("git rev-parse HEAD", path, "user")).trim();

describe("a view", () => {
  test("is the directory itself, with the commit it is at", async () => {
    const source = await makeRepository(bench);
    expect(await prepare(source, "view")).toEqual({ kind: "view", path: source, source, base: await headOf(source), note: null });
  });

  test("has one state: restoring and comparing it do nothing", async () => {
    const source = await makeRepository(bench);
    const view = await prepare(source, "view");
    const ref = await bench.workspaces.snapshot(view, bench.task, "one");
    await bench.workspaces.restore(view, bench.task, ref);
    expect(await bench.workspaces.diff(view, bench.task)).toBe("");
    expect(readFileSync(join(source, "README.md"), "utf8")).toBe("hello, changed\n");
  });

  test("becomes a copy, and says why, where the git data lies elsewhere", async () => {
    const source = await makeRepository(bench);
    await bench.shell("git worktree add -q ../linked", source, "user");
    const linked = join(bench.directory, "linked");
    const workspace = await prepare(linked, "view");
    expect(workspace).toMatchObject({ kind: "copy", path: filesOf(), note: "A copy instead of a view: its git data lies outside of it." });
    expect(await bench.shell("git log --format=%s && git status --porcelain", workspace.path)).toBe("first\n");
  });

  test.runIf(process.getuid?.() === 0)("becomes a copy where the account cannot read the directory", async () => {
    const source = await makeRepository(bench);
    chmodSync(source, 0o700);
    const workspace = await prepare(source, "view");
    expect(workspace).toMatchObject({ kind: "copy", note: `A copy instead of a view: the account adjutant cannot read ${source}.` });
    expect(await bench.shell("git status --porcelain && cat README.md", workspace.path)).toBe(" M README.md\nhello, changed\n");
  });

  test.runIf(process.getuid?.() === 0)("becomes a copy where the account cannot read the git data", async () => {
    const source = await makeRepository(bench);
    chmodSync(join(source, ".git", "objects"), 0o700);
    expect(await prepare(source, "view")).toMatchObject({
      kind: "copy",
      note: "A copy instead of a view: the account adjutant cannot read its git data.",
    });
  });
});

describe("a copy", () => {
  test("has everything: ignored files, git data, times, permissions, links as links", async () => {
    const source = await makeRepository(bench);
    symlinkSync("/etc/passwd", join(source, "link"));
    chmodSync(join(source, "README.md"), 0o640);
    const copy = await prepare(source, "copy");
    expect(copy).toMatchObject({ kind: "copy", path: filesOf(), base: await headOf(source), note: null });
    expect(readFileSync(join(copy.path, "ignored/build.out"), "utf8")).toBe("built\n");
    expect(readlinkSync(join(copy.path, "link"))).toBe("/etc/passwd");
    const [before, after] = [statSync(join(source, "README.md")), statSync(join(copy.path, "README.md"))];
    expect(after.mode & 0o777).toBe(0o640);
    expect(after.mtimeMs).toBeCloseTo(before.mtimeMs, 1);
    expect(await bench.shell("git log --format=%s", copy.path)).toBe("first\n");
  });

  test("belongs to the account, and what it does there never reaches the source", async () => {
    const source = await makeRepository(bench);
    const copy = await prepare(source, "copy");
    await bench.shell("echo new > README.md && git add -A && git commit -qm step", copy.path);
    expect(readFileSync(join(source, "README.md"), "utf8")).toBe("hello, changed\n");
    expect(await bench.shell("git log --format=%s", source, "user")).toBe("first\n");
  });

  test("leaves out sockets, pipes and set-uid bits", async () => {
    const source = await makeRepository(bench);
    await bench.shell("mkfifo pipe && cp /bin/true tool && chmod 4755 tool", source, "user");
    const copy = await prepare(source, "copy");
    expect(existsSync(join(copy.path, "pipe"))).toBe(false);
    expect(statSync(join(copy.path, "tool")).mode & 0o7777).toBe(0o755);
  });

  test("keeps names that are no text", async () => {
    const source = await makeRepository(bench);
    writeFileSync(Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0xff, 0x0a, 0x22, 0x5c])]), "odd");
    const copy = await prepare(source, "copy");
    const odd = Buffer.concat([Buffer.from(`${copy.path}/`), Buffer.from([0xff, 0x0a, 0x22, 0x5c])]);
    expect(readFileSync(odd, "utf8")).toBe("odd");
    rmSync(odd);
    await bench.workspaces.restore(copy, bench.task, null);
    expect(readFileSync(odd, "utf8")).toBe("odd");
  });

  test("says how much could not be read", async () => {
    const source = await makeRepository(bench);
    const secret = join(source, "secret");
    writeFileSync(secret, "x", { mode: 0 });
    const { note } = await prepare(source, "copy");
    expect(note).toBe(process.getuid?.() === 0 ? null : "1 files or directories could not be read and are missing.");
  });

  test("works without git", async () => {
    bench.write({ "plain/a.txt": "a" });
    const copy = await prepare(join(bench.directory, "plain"), "copy");
    expect(copy.base).toBeNull();
    await bench.shell("echo b > a.txt", copy.path);
    expect(await bench.workspaces.diff(copy, bench.task)).toContain("-a");
  });
});

describe("a worktree", () => {
  test("is the last commit on a branch of its own, where git works and knows no remote", async () => {
    const source = await makeRepository(bench);
    const worktree = await prepare(source, "worktree");
    expect(worktree).toMatchObject({ kind: "worktree", path: filesOf(), base: await headOf(source) });
    const seen =
      "git status --porcelain && git branch --show-current && git log --format=%s && git remote && cat README.md && test ! -e ignored";
    expect(await bench.shell(seen, worktree.path)).toBe(`adjutant/${bench.task}\nfirst\nhello\n`);
    await bench.shell("echo more >> README.md && git commit -qam step", worktree.path);
  });

  test("holds no credentials, hooks or paths of the host", async () => {
    const source = await makeRepository(bench);
    writeFileSync(join(source, ".git/hooks/post-checkout"), "#!/bin/sh\ntouch /tmp/pwned\n", { mode: 0o755 });
    const worktree = await prepare(source, "worktree");
    const found = `grep -rl -e token -e '${bench.directory}' .git || true; ls .git/hooks 2>/dev/null || true`;
    expect(await bench.shell(found, worktree.path)).toBe("");
  });

  test("leaves the user's repository untouched", async () => {
    const source = await makeRepository(bench);
    const state = "git status --porcelain --ignored && git branch -a && git worktree list && find .git -type f | sort | xargs sha256sum";
    const before = await bench.shell(state, source, "user");
    const worktree = await prepare(source, "worktree");
    await bench.shell("git commit -q --allow-empty -m step && git branch other", worktree.path);
    expect(await bench.shell(state, source, "user")).toBe(before);
  });

  test("can be made from a linked worktree and from a shallow clone", async () => {
    const source = await makeRepository(bench);
    await bench.shell("git commit -qam second && git worktree add -q ../linked", source, "user");
    await bench.shell(`git clone -q --depth 1 file://${source} shallow`, bench.directory, "user");
    for (const name of ["linked", "shallow"]) {
      const task = `tsk_${name}`;
      const worktree = await bench.workspaces.prepare({ task, source: join(bench.directory, name), kind: "worktree" });
      expect(await bench.shell("cat README.md", worktree.path)).toBe("hello, changed\n");
    }
  });

  test("runs nothing that the source's own configuration names", async () => {
    const source = await makeRepository(bench);
    bench.write({ "project/.gitattributes": "* filter=evil diff=evil\n" });
    await bench.shell("git add -A && git commit -qm attributes", source, "user");
    await setTraps(source, "user");
    const worktree = await prepare(source, "worktree");
    await bench.workspaces.snapshot(worktree, bench.task, "one");
    expect(traps()).toEqual([]);
  });

  test("a submodule is an empty directory, and what a step puts there is seen", async () => {
    const source = await makeRepository(bench);
    const other = await makeRepository(bench, "other");
    await bench.shell(`git -c protocol.file.allow=always submodule --quiet add ${other} sub && git commit -qm sub`, source, "user");
    const worktree = await prepare(source, "worktree");
    await bench.shell("echo hidden > sub/x", worktree.path);
    expect(await bench.workspaces.diff(worktree, bench.task)).toContain("+hidden");
  });

  test.each([
    ["a plain directory", "mkdir plain", "not the top of a git repository. Use --workspace copy"],
    ["a repository without a commit", "git init -q plain", "has no commit yet"],
    [
      "a .git file that points at a repository which does not know it",
      "mkdir plain && echo 'gitdir: ../project/.git' > plain/.git",
      "not the top of a git repository",
    ],
  ])("is refused for %s", async (_, make, message) => {
    await makeRepository(bench);
    await bench.shell(make, bench.directory, "user");
    await expect(prepare(join(bench.directory, "plain"), "worktree")).rejects.toMatchObject({
      code: "workspace",
      message: expect.stringContaining(message),
    });
  });
});

describe("preparing again", () => {
  test("finds the workspace as it was left", async () => {
    const source = await makeRepository(bench);
    const first = await prepare(source, "copy");
    await bench.shell("echo step > README.md", first.path);
    expect(await prepare(source, "copy")).toEqual(first);
    expect(readFileSync(join(first.path, "README.md"), "utf8")).toBe("step\n");
  });

  test("starts anew after an interruption", async () => {
    const source = await makeRepository(bench);
    const { path } = await prepare(source, "worktree");
    rmSync(join(bench.root, bench.task, "prepared.json"));
    writeFileSync(join(path, "half"), "half");
    await prepare(source, "worktree");
    expect(existsSync(join(path, "half"))).toBe(false);
  });

  test("refuses another source or kind for the same task", async () => {
    const source = await makeRepository(bench);
    await prepare(source, "copy");
    await expect(prepare(source, "worktree")).rejects.toMatchObject({ code: "workspace" });
  });

  test("two at once make one", async () => {
    const source = await makeRepository(bench);
    const [one, two] = await Promise.all([prepare(source, "copy"), prepare(source, "copy")]);
    expect(one).toEqual(two);
  });
});

describe("what is refused", () => {
  test.each([
    ["a missing directory", "nothing", "directory", "no such directory"],
    ["a file", "file", "directory", "not a directory"],
    ["a directory that contains the workspaces", ".", "home", "contains Adjutant's own"],
    ["a directory inside the workspaces", "home/workspaces/x", "home", "lies inside Adjutant's own"],
    ["a link to such a directory", "way", "home", "contains Adjutant's own"],
  ])("%s", async (_, path, code, message) => {
    bench.write({ file: "x", "home/workspaces/x/y": "x" });
    symlinkSync(bench.directory, join(bench.directory, "way"));
    await expect(prepare(join(bench.directory, path), "copy")).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("a task id that climbs", async () => {
    const source = await makeRepository(bench);
    await expect(bench.workspaces.prepare({ task: "../x", source, kind: "copy" })).rejects.toMatchObject({ code: "workspace" });
  });
});

test("removing a task leaves nothing but its artifacts, whatever permissions a step set", async () => {
  const source = await makeRepository(bench);
  const copy = await prepare(source, "copy");
  const files = await bench.workspaces.attempt(bench.task, "s1", 1, []);
  const { path } = await files.keep("note.txt", "kept");
  await bench.shell("mkdir -p locked/in && chmod 0 locked/in && chmod 0555 locked", copy.path);
  await bench.workspaces.remove(bench.task);
  expect(existsSync(join(bench.root, bench.task))).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("kept");
});

describe("snapshots", () => {
  test.each(["copy", "worktree"] as const)("of a %s bring back what was there, and only that", async (kind) => {
    const source = await makeRepository(bench);
    const workspace = await prepare(source, kind);
    const prepared = await bench.workspaces.treeHash(workspace, bench.task);
    await bench.shell("echo one > README.md && mkdir new && echo new > new/file && rm src/main.sh", workspace.path);
    const one = await bench.workspaces.snapshot(workspace, bench.task, "step one");
    const treeOne = await bench.workspaces.treeHash(workspace, bench.task);
    await bench.shell(
      "rm -rf README.md && mkdir README.md && echo x > README.md/x && rm -rf new && ln -s /etc new && echo y > src/main.sh",
      workspace.path,
    );
    await bench.workspaces.restore(workspace, bench.task, one);
    expect(await bench.shell("cat README.md new/file && test ! -e src/main.sh", workspace.path)).toBe("one\nnew\n");
    expect(await bench.workspaces.treeHash(workspace, bench.task)).toBe(treeOne);
    await bench.workspaces.restore(workspace, bench.task, null);
    expect(await bench.workspaces.treeHash(workspace, bench.task)).toBe(prepared);
    expect(await bench.shell("test ! -e new && sh src/main.sh", workspace.path)).toBe("main\n");
  });

  test("keep bytes as they are, whatever attributes ask for", async () => {
    bench.write({
      "plain/.gitattributes": "* text=auto eol=crlf\n*.id ident\n*.u working-tree-encoding=UTF-16\n",
      "plain/a.txt": "a\nb\r\n",
      "plain/b.id": "$Id$\n",
      "plain/c.u": "x\n",
    });
    const copy = await prepare(join(bench.directory, "plain"), "copy");
    await bench.shell("rm a.txt b.id c.u", copy.path);
    await bench.workspaces.restore(copy, bench.task, null);
    expect(["a.txt", "b.id", "c.u"].map((name) => readFileSync(join(copy.path, name), "utf8"))).toEqual(["a\nb\r\n", "$Id$\n", "x\n"]);
  });

  test("work, and keep bytes, where our own umask shuts everybody out", async () => {
    bench.write({ "plain/.gitattributes": "* text=auto eol=crlf\n", "plain/a.txt": "a\n" });
    const umask = process.umask(0o077);
    try {
      const copy = await prepare(join(bench.directory, "plain"), "copy");
      await bench.shell("rm a.txt", copy.path);
      await bench.workspaces.restore(copy, bench.task, null);
      expect(readFileSync(join(copy.path, "a.txt"), "utf8")).toBe("a\n");
      const files = await bench.workspaces.attempt(bench.task, "s", 1, [
        { id: "e", output: "x", exitCode: 0, headline: "x", artifacts: [] },
      ]);
      expect(await bench.shell("cat e/output", files.steps)).toBe("x");
    } finally {
      process.umask(umask);
    }
  });

  test("leave ignored files alone", async () => {
    const copy = await prepare(await makeRepository(bench), "copy");
    await bench.shell("echo changed > ignored/build.out", copy.path);
    await bench.workspaces.restore(copy, bench.task, null);
    expect(readFileSync(join(copy.path, "ignored/build.out"), "utf8")).toBe("changed\n");
    expect(await bench.workspaces.diff(copy, bench.task)).toBe("");
  });

  test("a lock that a killed git left is in nobody's way", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("touch .git/index.lock", worktree.path);
    writeFileSync(join(bench.root, bench.task, "git", "index.lock"), "");
    await bench.workspaces.restore(worktree, bench.task, null);
    await bench.shell("git commit -q --allow-empty -m again", worktree.path);
  });

  test("something else than a snapshot is refused", async () => {
    const copy = await prepare(await makeRepository(bench), "copy");
    await expect(bench.workspaces.restore(copy, bench.task, "--upload-pack=x")).rejects.toMatchObject({ code: "workspace" });
  });
});

describe("the difference", () => {
  test("shows changed, new and removed files, and only names binary ones", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("echo more >> README.md && rm src/main.sh && printf 'a\\000b' > blob", worktree.path);
    const diff = await bench.workspaces.diff(worktree, bench.task);
    expect(diff).toContain("+more");
    expect(diff).toContain("deleted file mode 100755");
    expect(diff).toContain("Binary files /dev/null and b/blob differ");
  });

  test("is cut honestly", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("seq 1 400000 > big", worktree.path);
    const diff = await bench.workspaces.diff(worktree, bench.task);
    expect(diff.length).toBeLessThan(1024 ** 2 + 100);
    expect(diff).toMatch(/… cut after 1 MiB\n$/);
  });

  test("between the preparation and a snapshot is a patch that makes the same files elsewhere, byte for byte", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("echo more >> README.md && rm src/main.sh && printf 'a\\000b' > blob && printf 'gr\\374n\\n' > latin", worktree.path);
    const ref = await bench.workspaces.snapshot(worktree, bench.task, "passed");
    await bench.shell("echo later > README.md", worktree.path);
    const patch = join(bench.directory, "changes.diff");
    writeFileSync(patch, await bench.workspaces.patch(worktree, bench.task, ref));
    chmodSync(patch, 0o644);

    const elsewhere = join(bench.directory, "elsewhere");
    await bench.shell(`git clone -q ${worktree.source} ${elsewhere} && git -C ${elsewhere} apply ${patch}`, bench.directory, "user");
    const look = "od -An -c blob latin";
    expect(await bench.shell(look, elsewhere, "user")).toBe(await bench.shell(look, worktree.path));
    expect(await bench.shell("tail -n 1 README.md", elsewhere, "user")).toBe("more\n");
    expect(existsSync(join(elsewhere, "src/main.sh"))).toBe(false);
  });

  test("of a workspace nothing was changed in is no patch", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    const ref = await bench.workspaces.snapshot(worktree, bench.task, "passed");
    expect(await bench.workspaces.patch(worktree, bench.task, ref)).toHaveLength(0);
  });

  test("a step cannot hide files in a repository of its own", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("(cd src && git init -q . && git add -A && git commit -qm x && echo evil > main.sh)", worktree.path);
    await bench.shell(
      "mkdir -p deep/er && cd deep/er && git init -q . && echo hid > 'a b\"é' && git add -A && git commit -qm x",
      worktree.path,
    );
    const diff = await bench.workspaces.diff(worktree, bench.task);
    expect(diff).toContain("+evil");
    expect(diff).toContain("+hid");
    await bench.workspaces.restore(worktree, bench.task, null);
    expect(await bench.workspaces.diff(worktree, bench.task)).toBe("");
  });

  test("what git tracked stays visible when a step ignores it", async () => {
    const worktree = await prepare(await makeRepository(bench), "worktree");
    await bench.shell("echo README.md >> .gitignore && echo hidden >> README.md", worktree.path);
    expect(await bench.workspaces.diff(worktree, bench.task)).toContain("+hidden");
  });
});

/** Everything git could be made to run, set up by a step in the workspace; each leaves a file when it runs. */
async function setTraps(directory: string, as: "step" | "user"): Promise<void> {
  const trap = join(bench.directory, "traps");
  mkdirSync(trap, { recursive: true });
  chmodSync(trap, 0o777);
  const run = (name: string) => `'touch ${trap}/${name}; cat'`;
  const lines = [
    ...["fsmonitor", "sshCommand", "pager", "editor", "askPass", "alternateRefsCommand"].map((key) => `git config core.${key} ${run(key)}`),
    ...["clean", "smudge", "process"].map((key) => `git config filter.evil.${key} ${run(`filter-${key}`)}`),
    ...["textconv", "command"].map((key) => `git config diff.evil.${key} ${run(`diff-${key}`)}`),
    `git config uploadpack.packObjectsHook ${run("packObjectsHook")}`,
    `git config diff.external ${run("diff-external")}`,
    `git config core.hooksPath "$PWD/.git/traps"; mkdir -p .git/traps`,
    `for hook in pre-commit post-checkout post-index-change reference-transaction post-commit post-merge; do printf '#!/bin/sh\\ntouch ${trap}/hook-%s\\n' $hook > .git/traps/$hook; chmod 755 .git/traps/$hook; cp .git/traps/$hook .git/hooks/ 2>/dev/null || true; done`,
  ];
  await bench.shell(lines.join("\n"), directory, as);
}

function traps(): readonly string[] {
  const directory = join(bench.directory, "traps");
  return ["fsmonitor", "sshCommand", "pager", "editor", "askPass", "alternateRefsCommand", "packObjectsHook", "diff-external"]
    .concat(["filter-clean", "filter-smudge", "filter-process", "diff-textconv", "diff-command"])
    .concat(
      ["pre-commit", "post-checkout", "post-index-change", "reference-transaction", "post-commit", "post-merge"].map(
        (hook) => `hook-${hook}`,
      ),
    )
    .filter((name) => existsSync(join(directory, name)));
}

describe("a hostile workspace", () => {
  test("the traps do work where git runs with the workspace's own configuration", async () => {
    const source = await makeRepository(bench);
    await setTraps(source, "user");
    await bench
      .shell(
        "echo '* filter=evil diff=evil' > .gitattributes; git status >/dev/null; git add -A; git diff HEAD; git commit -qm x",
        source,
        "user",
      )
      .catch(() => "");
    expect(traps().length).toBeGreaterThan(2);
  });

  test.each(["copy", "worktree"] as const)("makes the host run nothing while a %s is kept, compared and restored", async (kind) => {
    const workspace = await prepare(await makeRepository(bench), kind);
    await setTraps(workspace.path, "step");
    await bench.shell(
      "printf '[attr]evil filter=evil diff=evil\\n* evil filter=evil diff=evil\\n' > .gitattributes; echo x >> README.md; printf '[core]\\n\\tfsmonitor = touch /x\\n' > .gitconfig",
      workspace.path,
    );
    const one = await bench.workspaces.snapshot(workspace, bench.task, "one");
    await bench.workspaces.diff(workspace, bench.task);
    await bench.shell("echo y > README.md", workspace.path);
    await bench.workspaces.restore(workspace, bench.task, one);
    await bench.workspaces.restore(workspace, bench.task, null);
    expect(traps()).toEqual([]);
  });

  test("a .git that points to the trusted directory or to another repository changes nothing there", async () => {
    const source = await makeRepository(bench);
    const other = await makeRepository(bench, "other");
    const workspace = await prepare(source, "worktree");
    await bench.shell(`rm -rf .git && echo 'gitdir: ${other}/.git' > .git && echo x > README.md`, workspace.path);
    writeFileSync(join(other, ".git/index.lock"), "");
    await bench.workspaces.restore(workspace, bench.task, null);
    await bench.shell(`rm .git && ln -s ${other}/.git .git && echo x > README.md`, workspace.path);
    await bench.workspaces.restore(workspace, bench.task, null);
    expect(existsSync(join(other, ".git/index.lock"))).toBe(true);
    expect(readFileSync(join(workspace.path, "README.md"), "utf8")).toBe("hello\n");
  });

  test("pipes in place of files git would read keep nobody waiting", async () => {
    const workspace = await prepare(await makeRepository(bench), "worktree");
    await bench.shell(
      "rm .gitignore README.md && mkfifo .gitignore .gitattributes README.md && mkdir -p d/.git && mkfifo d/.git/HEAD d/.gitignore",
      workspace.path,
    );
    await bench.workspaces.restore(workspace, bench.task, null);
    expect(await bench.shell("cat .gitignore README.md", workspace.path)).toBe("ignored/\nhello\n");
  });

  test("permissions that shut out their owner, names git reserves and links to the host do not stop a snapshot", async () => {
    const workspace = await prepare(await makeRepository(bench), "worktree");
    await bench.shell(
      "chmod 0 README.md src; mkdir odd; cd odd; touch -- git~1 .GIT 'a\nb' '-rf' \"$(printf '\\377')\"; ln -s /etc/shadow s; ln -s / root; ln -s loop loop",
      workspace.path,
    );
    const one = await bench.workspaces.snapshot(workspace, bench.task, "one");
    await bench.shell("rm -rf odd", workspace.path);
    await bench.workspaces.restore(workspace, bench.task, one);
    expect(readlinkSync(join(workspace.path, "odd/s"))).toBe("/etc/shadow");
    expect(lstatSync(join(workspace.path, "odd/-rf")).isFile()).toBe(true);
  });

  test("a directory that became a link to the host is not written through", async () => {
    const workspace = await prepare(await makeRepository(bench), "worktree");
    const outside = join(bench.directory, "outside");
    mkdirSync(outside);
    chmodSync(outside, 0o777);
    await bench.shell(`rm -rf src && ln -s ${outside} src`, workspace.path);
    await bench.workspaces.snapshot(workspace, bench.task, "one");
    await bench.workspaces.restore(workspace, bench.task, null);
    expect(existsSync(join(outside, "main.sh"))).toBe(false);
    expect(await bench.shell("sh src/main.sh", workspace.path)).toBe("main\n");
  });
});
