import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { layTree, repository, run } from "./scratch.ts";

const sayArguments = "console.log(JSON.stringify(process.argv.slice(2)));\n";

/** A checkout with the real scripts and a program that says what it was given. */
function layCheckout(files: Readonly<Record<string, string>> = {}): string {
  const root = layTree({ "src/main.ts": sayArguments, "package.json": `{ "type": "module" }`, ...files });
  for (const path of ["bin/adjutant", "script/node", "script/start"]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(join(repository, path), join(root, path));
  }
  return root;
}

const installed = { "node_modules/.adjutant-installed": "" };
/** A directory to be the whole search path: the system's programs that our scripts call, and a Node of some version. */
function pathWithNode(version: string): string {
  const bin = join(layTree({ "bin/node": `#!/bin/sh\necho ${version}\n` }), "bin");
  for (const name of ["dirname", "readlink", "uname"]) symlinkSync(join("/usr/bin", name), join(bin, name));
  return bin;
}

describe("bin/adjutant", () => {
  test("works through a chain of links, from another directory, and passes arguments as they are", () => {
    const root = layCheckout(installed);
    const home = layTree({ "bin/.keep": "", "opt/.keep": "" });
    symlinkSync(join(root, "bin/adjutant"), join(home, "opt/adjutant"));
    symlinkSync("../opt/adjutant", join(home, "bin/adj"));
    const { stdout, stderr } = run([join(home, "bin/adj"), "run", "two words", "", "--", "$HOME"], "/");
    expect(JSON.parse(stdout)).toEqual(["run", "two words", "", "--", "$HOME"]);
    expect(stderr).toBe("");
  });

  test("prefers the Node that was installed with the packages", () => {
    const arch = process.arch === "x64" ? "x64" : "arm64";
    const pinned = `node_modules/node-linux-${arch}/bin/node`;
    const root = layCheckout({ ...installed, [pinned]: "#!/bin/sh\necho pinned\n" });
    expect(run([join(root, "bin/adjutant")], root).stdout).toBe("pinned\n");
  });

  test("takes the machine's Node when the installed one cannot run", () => {
    const arch = process.arch === "x64" ? "x64" : "arm64";
    const pinned = `node_modules/node-linux-${arch}/bin/node`;
    const root = layCheckout({ ...installed, [pinned]: "#!/no/such/loader\n" });
    expect(run([join(root, "bin/adjutant"), "doctor"], root).stdout).toBe(`["doctor"]\n`);
  });

  test("says in one line what to do where Node is too old", () => {
    const root = layCheckout(installed);
    const { exitCode, stdout, stderr } = run([join(root, "bin/adjutant")], root, { PATH: pathWithNode("v20.1.0") });
    expect(stderr).toMatch(/^adjutant: needs Node 24, found v20\.1\.0: run .*\/script\/bootstrap.*\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  test("says in one line what to do before the packages are installed", () => {
    const root = layCheckout();
    const { exitCode, stderr } = run([join(root, "bin/adjutant")], root);
    expect(stderr).toMatch(/^adjutant: its packages are not installed: run .*\/script\/bootstrap\.\n$/);
    expect(exitCode).toBe(2);
  });
});

describe("script/start", () => {
  const bootstrap = { ...installed, "script/bootstrap": "#!/bin/sh\necho preparing\n" };

  test.each([
    { given: [], passed: ["start"] },
    { given: ["run", "make it so"], passed: ["run", "make it so"] },
  ])("bootstraps, then runs $passed, and keeps standard output clean", ({ given, passed }) => {
    const root = layCheckout(bootstrap);
    const { stdout, stderr } = run([join(root, "script/start"), ...given], "/");
    expect(JSON.parse(stdout)).toEqual(passed);
    expect(stderr).toBe("preparing\n");
  });

  test("starts nothing when it could not bootstrap", () => {
    const root = layCheckout({ ...installed, "script/bootstrap": "#!/bin/sh\nexit 3\n" });
    const { exitCode, stdout } = run([join(root, "script/start")], root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  });
});
