import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isInstalled } from "../sandbox/scene.ts";
import { type Bench, openBench } from "./bench.ts";

async function open(...options: Parameters<typeof openBench>): Promise<Bench> {
  const bench = await openBench(...options);
  onTestFinished(() => bench.remove());
  return bench;
}

const manifest = (scripts: Readonly<Record<string, string>>, more: object = {}) => JSON.stringify({ name: "shop", scripts, ...more });
const testing = (name: string, body: string) => `require("node:test")(${JSON.stringify(name)}, () => { ${body} });\n`;
const add = "module.exports = (a, b) => a + b;\n";

/** Two tests, one of them red from the beginning. */
const shop = {
  "package.json": manifest({ test: "node --test test/" }),
  "add.js": add,
  "test/add.test.js": testing("adds", 'require("node:assert").equal(require("../add.js")(1, 2), 3)'),
};
const redShop = {
  ...shop,
  "test/old.test.js": testing("old", 'require("node:assert").equal(require("../old.js"), 1)'),
  "old.js": "module.exports = 2;\n",
};

describe("a change", () => {
  test("that keeps everything green passes, and is told with its paths", async () => {
    const bench = await open();
    const workspace = await bench.begin(shop);
    await bench.shell("echo '// fine' >> add.js", workspace.path);
    expect(await bench.look(workspace)).toMatchObject({
      changed: ["add.js"],
      guarded: [],
      checks: [{ name: "npm test", state: "passed", required: true, evidence: "passed (1 tests)" }],
    });
  });

  test("that breaks a test that was green fails, and the test is named", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell("echo 'module.exports = (a, b) => a - b;' > add.js", workspace.path);
    const [check] = (await bench.look(workspace)).checks;
    expect(check).toMatchObject({ state: "failed", newlyFailing: [expect.stringContaining("adds")] });
    expect(check?.evidence).toMatch(/^2 of 2 tests fail, 1 since this change: /);
  });

  test("that leaves a test that was red is not blamed for it", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell("echo '// fine' >> add.js", workspace.path);
    expect((await bench.look(workspace)).checks).toEqual([
      { name: "npm test", state: "red-before", required: true, evidence: "1 of 2 tests fail, before this change too", newlyFailing: [] },
    ]);
  });

  test("that repairs a red test passes", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell("echo 'module.exports = 1;' > old.js", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([{ state: "passed" }]);
  });

  test("that changes nothing, and a view, have nothing to be checked", async () => {
    const bench = await open();
    const workspace = await bench.begin(shop);
    expect(await bench.look(workspace)).toMatchObject({ changed: [], checks: [] });
    expect(await bench.look({ ...workspace, kind: "view" })).toMatchObject({ changed: [], checks: [] });
    expect(bench.ran).toEqual([]);
  });

  test("in a worktree is checked there as well", async () => {
    const bench = await open();
    const workspace = await bench.begin(shop, "worktree");
    await bench.shell("echo 'module.exports = (a, b) => a - b;' > add.js", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([{ state: "failed" }]);
  });
});

describe("what an agent does to its judge", () => {
  test("deleting the failing test is named", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell("rm test/old.test.js", workspace.path);
    expect(await bench.look(workspace)).toMatchObject({ guarded: ["test/old.test.js"], checks: [{ state: "passed" }] });
  });

  test("skipping it is named", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell(`sed -i 's/, () =>/, { skip: true }, () =>/' test/old.test.js`, workspace.path);
    expect(await bench.look(workspace)).toMatchObject({ guarded: ["test/old.test.js"], checks: [{ state: "passed" }] });
  });

  test("another test script does not run: the base's does", async () => {
    const bench = await open();
    const workspace = await bench.begin(shop);
    await bench.shell(`echo 'module.exports = () => 0;' > add.js && sed -i 's/node --test test\\//true/' package.json`, workspace.path);
    expect(readFileSync(join(workspace.path, "package.json"), "utf8")).toContain('"true"');
    expect(await bench.look(workspace)).toMatchObject({ guarded: ["package.json"], checks: [{ name: "npm test", state: "failed" }] });
  });

  test("a new dependency beside the scripts is seen by the check, and not guarded", async () => {
    const bench = await open();
    const asks = 'require("node:assert").equal(require("../package.json").dependencies?.left, "1")';
    const workspace = await bench.begin({ ...shop, "test/dep.test.js": testing("dep", asks) });
    const now = manifest({ test: "node --test test/" }, { dependencies: { left: "1" } });
    await bench.shell(`echo '${now}' > package.json`, workspace.path);
    expect(await bench.look(workspace)).toMatchObject({ guarded: [], checks: [{ state: "passed" }] });
  });

  test("a manifest that is gone, a shell that always says yes, and a nested script are as the base had them", async () => {
    const bench = await open();
    const inner = { "packages/api/package.json": manifest({ test: "node check.js" }), "packages/api/check.js": "process.exit(0)\n" };
    const workspace = await bench.begin({ "package.json": manifest({ test: "npm --prefix packages/api test" }), ...inner });
    const attack = [
      "echo 'process.exit(3)' > packages/api/check.js",
      "sed -i 's/node check.js/true/' packages/api/package.json",
      "echo 'script-shell=/bin/true' > .npmrc",
      "rm package.json",
    ];
    await bench.shell(attack.join(" && "), workspace.path);
    const found = await bench.look(workspace);
    expect(found.checks).toMatchObject([{ name: "npm test", state: "failed" }]);
    expect(found.guarded).toEqual([".npmrc", "package.json", "packages/api/package.json"]);
  });

  test("a Makefile of its own before the project's is left out, and a link in the place of one is no way around", async () => {
    const bench = await open();
    const workspace = await bench.begin({ Makefile: "test:\n\ttest -e good\n", good: "x\n" });
    await bench.shell("printf 'test:\\n\\ttrue\\n' > GNUmakefile; rm Makefile good; ln -s GNUmakefile Makefile", workspace.path);
    const found = await bench.look(workspace);
    expect(found.checks).toMatchObject([{ name: "make test", state: "failed" }]);
    expect(found.guarded).toEqual(["GNUmakefile", "Makefile"]);
  });

  test("a link in the place of a folder with definitions fails the check instead of leading out", async () => {
    const bench = await open();
    const workspace = await bench.begin({ "api/Makefile": "test:\n\ttest -e good\n", "api/good": "x\n", "README.md": "x" });
    await bench.shell("rm -r api && ln -s /tmp api", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([
      { name: "make test in api", state: "failed", evidence: "could not be run: api is not a directory any more" },
    ]);
    expect(existsSync("/tmp/Makefile")).toBe(false);
  });

  test("the script behind a check is named, and what the check only works on is not", async () => {
    const bench = await open();
    const workspace = await bench.begin({
      "package.json": manifest({
        test: "npm run unit && node src/index.js --check",
        unit: "FORCE=1 bash ./ci/unit.sh src",
        build: "cp src/index.js out.js",
      }),
      "ci/unit.sh": "exit 1\n",
      "src/index.js": "0\n",
      "src/other.js": "0\n",
    });
    await bench.shell("echo 'exit 0' > ci/unit.sh; echo 1 > src/other.js; echo 1 > src/index.js", workspace.path);
    const found = await bench.look(workspace);
    expect(found.guarded).toEqual(["ci/unit.sh", "src/index.js"]);
  });

  test("the script behind a target of make is named", async () => {
    const bench = await open();
    const workspace = await bench.begin({
      Makefile: "all: a.c\n\tcc a.c\ntest: all\n\t@./run-tests\n\techo done\nother:\n\tsh other.sh\n",
      "run-tests": "x\n",
      "a.c": "",
      "other.sh": "",
    });
    await bench.shell("for file in run-tests a.c other.sh; do echo y > $file; done", workspace.path);
    expect((await bench.look(workspace)).guarded).toEqual(["run-tests"]);
  });

  test("what it hides in ignored files is not there", async () => {
    const bench = await open();
    const workspace = await bench.begin({
      ".gitignore": "node_modules/\n",
      "package.json": manifest({ test: "runner" }),
      "node_modules/.bin/runner": "#!/bin/sh\ntest -e good\n",
      good: "x\n",
    });
    await bench.shell("chmod +x node_modules/.bin/runner", workspace.path);
    await bench.shell("chmod +x node_modules/.bin/runner", workspace.source, "user");
    await bench.shell("rm good; printf '#!/bin/sh\\nexit 0\\n' > node_modules/.bin/runner", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([{ state: "failed" }]);
  });

  test("what one check changes does not define the next", async () => {
    const bench = await open();
    const rewrite = `require("fs").writeFileSync("package.json", ${JSON.stringify(manifest({ test: "true", build: "true" }))})`;
    const workspace = await bench.begin({
      "package.json": manifest({ build: "node build.js || true", test: "test -e good" }),
      "build.js": "0\n",
      good: "x\n",
    });
    await bench.shell(`rm good; cat > build.js <<'E'\n${rewrite}\nE`, workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([
      { name: "npm run build", state: "passed" },
      { name: "npm test", state: "failed" },
    ]);
  });
});

describe("checks", () => {
  test("that only the change defines are run and named", async () => {
    const bench = await open();
    const workspace = await bench.begin({ "README.md": "x\n" });
    const files = Object.entries({ ...shop, "add.js": "module.exports = () => 0;\n" });
    for (const [path, text] of files) await bench.shell(`mkdir -p $(dirname ${path}) && cat > ${path} <<'E'\n${text}\nE`, workspace.path);
    const [check] = (await bench.look(workspace)).checks;
    expect(check).toMatchObject({
      name: "npm test (defined by the change itself)",
      state: "failed",
      evidence: expect.stringMatching(/^1 of 1 tests? fails?: /),
    });
  });

  test("of a program this machine does not have are told, not blamed", async () => {
    const bench = await open();
    const workspace = await bench.begin({ Makefile: "test:\n\t@no-such-program-anywhere\n", "a.c": "" });
    await bench.shell("echo x > a.c", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([{ name: "make test", state: "red-before" }]);
  });

  test("a space names are run instead of those found", async () => {
    const check = {
      check: "own",
      purpose: "test",
      title: "own check",
      argv: ["test", "-e", "good"],
      directory: ".",
      required: false,
    } as const;
    const bench = await open({ checks: [check] });
    const workspace = await bench.begin({ ...shop, good: "x\n" });
    await bench.shell("rm good", workspace.path);
    expect((await bench.look(workspace)).checks).toMatchObject([{ name: "own check", state: "failed", required: false }]);
    expect(bench.ran).toEqual(["test -e good", "test -e good"]);
  });

  test("run at the base once for a task", async () => {
    const bench = await open();
    const workspace = await bench.begin(redShop);
    await bench.shell("echo '// one' >> add.js", workspace.path);
    await bench.look(workspace);
    await bench.shell("echo '// two' >> add.js", workspace.path);
    await bench.look(workspace);
    expect(bench.ran).toEqual(["npm test", "npm test", "npm test"]);
  });

  test("a step already ran on the same files are not run again, unless their definition changed", async () => {
    const bench = await open();
    const workspace = await bench.begin(shop);
    const proof = { argv: ["npm", "test"], directory: ".", headline: "npm test: passed (1 tests)" };
    await bench.shell("echo '// fine' >> add.js", workspace.path);
    expect((await bench.look(workspace, [proof])).checks).toMatchObject([{ state: "passed", evidence: "npm test: passed (1 tests)" }]);
    expect(bench.ran).toEqual([]);
    await bench.shell(`sed -i 's/node --test/true/' package.json`, workspace.path);
    await bench.look(workspace, [proof]);
    expect(bench.ran).toEqual(["npm test"]);
  });

  test("leave neither the workspace nor the disk other than before", async () => {
    const bench = await open();
    const workspace = await bench.begin({ Makefile: "test:\n\techo x > made\n\techo y > src\n", src: "x\n" });
    await bench.shell("echo z > src", workspace.path);
    const before = await bench.workspaces.treeHash(workspace, bench.task);
    await bench.look(workspace);
    expect(await bench.workspaces.treeHash(workspace, bench.task)).toBe(before);
    expect(await bench.shell("ls", workspace.path)).toBe("Makefile\nsrc\n");
    expect(await bench.shell("ls", join(bench.root, bench.task, "checkouts"), "user")).toBe("");
  });

  test("that are stopped are a fault, not a verdict", async () => {
    const bench = await open();
    const workspace = await bench.begin({ Makefile: "test:\n\tsleep 1000\n", a: "x" });
    await bench.shell("echo y > a", workspace.path);
    const controller = new AbortController();
    const found = bench.verify(workspace, { signal: controller.signal });
    for (let waited = 0; bench.ran.length === 0 && waited < 600; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await found).toMatchObject({ ok: false, fault: { code: "cancelled" } });
  });
});

const others: readonly (readonly [string, boolean, Readonly<Record<string, string>>, string, RegExp])[] = [
  [
    "unittest",
    isInstalled("python3"),
    {
      "tests/test_a.py":
        "import unittest\nimport a\nclass T(unittest.TestCase):\n    def test_x(self): self.assertEqual(a.x, 1)\n    def test_old(self): self.fail()\n",
      "a.py": "x = 1\n",
    },
    "echo 'x = 2' > a.py",
    /^2 of 2 tests fail, 1 since this change: test_x \(test_a\.T\.test_x\)$/,
  ],
  [
    "make with gcc",
    isInstalled("gcc"),
    { Makefile: "test: a\n\t./a\na: a.c\n\tgcc -o a a.c\n", "a.c": "int main(void) { return 0; }\n" },
    "echo 'int main(void) { return x; }' > a.c",
    /^1 failure, all of it since this change: a\.c: error: /,
  ],
];

describe("real toolchains", () => {
  test.for(others.filter(([, there]) => there))("%s names what broke", async ([, , files, change, evidence]) => {
    const bench = await open();
    const workspace = await bench.begin(files);
    await bench.shell(change, workspace.path);
    const [check] = (await bench.look(workspace)).checks;
    expect(check?.state).toBe("failed");
    expect(check?.evidence).toMatch(evidence);
  });
});
