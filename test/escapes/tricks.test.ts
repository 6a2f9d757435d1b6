import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { ending, openScene, printed } from "../sandbox/scene.ts";

const sandbox = createBubblewrap({ graceMs: 300 });
const probe = await sandbox.probe();

describe.runIf(probe.ok)("a request that tries to say more than it may", () => {
  test.each([
    ["an option of the engine", ["--bind", "/", "/host", "ls"]],
    ["an option of the launcher's shell", ["-c", "id"]],
    ["nothing", [""]],
    ["a NUL byte", ["sh\0--bind"]],
  ] as const)("as a program that is %s is refused", async (_, argv) => {
    await using scene = await openScene(sandbox);
    expect(ending(await scene.start(argv))).toMatch(/^refused: /);
  });

  test.each([
    ["options of the engine after the program", ["echo", "--bind", "/", "/host", "--", "--share-net", "--"]],
    ["shell text", ["echo", "$(id)", "; id", "| id", "`id`", "\n id"]],
    ["assignments", ["echo", "LD_PRELOAD=/workspace/x.so"]],
  ] as const)("as arguments that are %s is only words", async (_, argv) => {
    await using scene = await openScene(sandbox);
    expect(printed(await scene.start(argv))).toBe(`${argv.slice(1).join(" ")}\n`);
  });

  test("as an argument or a variable of a megabyte runs nothing on the host", async () => {
    await using scene = await openScene(sandbox);
    const long = "x".repeat(1_000_000);
    expect(ending(await scene.start(["echo", long]))).toMatch(/^refused: /);
    expect(printed(await scene.run("echo $BIG | wc -c", { grant: { env: { BIG: long } } }))).not.toContain("1000001");
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`V${index}`, "x"]));
    expect(ending(await scene.run("echo ran", { grant: { env: many } }))).toMatch(/^refused: /);
  });

  test.each([
    ["LD_PRELOAD", "/workspace/evil.so"],
    ["LD_AUDIT", "/workspace/evil.so"],
    ["GCONV_PATH", "/workspace"],
    ["BASH_ENV", "/workspace/evil"],
    ["ENV", "/workspace/evil"],
    ["PATH", "/workspace"],
    ["HOME", "/workspace"],
    ["IFS", "/"],
    ["PS4", "$(echo evil >&2)"],
    ["SHELLOPTS", "xtrace"],
    ["BASHOPTS", "extglob"],
    ["GLOBIGNORE", "*"],
    ["BASH_XTRACEFD", "5"],
    ["GLIBC_TUNABLES", "glibc.malloc.check=3"],
    ["MALLOC_TRACE", "/workspace/trace"],
    ["LOCPATH", "/workspace"],
    ["TMOUT", "1"],
    ["BASH_FUNC_read%%", "() { echo evil; }"],
    ["X\nLD_PRELOAD", "/workspace/evil.so"],
  ])("as the variable %s is refused", async (name, value) => {
    await using scene = await openScene(sandbox);
    await scene.onHost("printf 'echo evil\\n' > evil");
    expect(ending(await scene.run("echo ran", { grant: { env: { [name]: value } } }))).toMatch(/^refused: /);
  });

  test.each([
    ["NODE_OPTIONS", "--require=/workspace/evil.js"],
    ["PYTHONSTARTUP", "/workspace/evil"],
    ["PERL5OPT", "-Mevil"],
    ["LANG", "../../workspace"],
    ["TZ", ":/workspace/evil"],
    ["OPENSSL_CONF", "/workspace/evil"],
  ])("as the variable %s reaches the command and nothing before it", async (name, value) => {
    await using scene = await openScene(sandbox);
    const result = await scene.run(`[ "$${name}" = "$WANTED" ] && grep -c Seccomp /proc/self/status`, {
      grant: { env: { [name]: value, WANTED: value } },
    });
    expect(printed(result).trim().split("\n").at(-1)).toBe("2");
  });

  test.each(["..", "../outside", "/etc", "a/../..", "link", "file", "missing", "nul\0byte", ""])(
    "as the directory %j does not start outside",
    async (directory) => {
      await using scene = await openScene(sandbox);
      await scene.onHost("touch file");
      await symlink(scene.outside, join(scene.workspace, "link"));
      const result = await scene.run("cat secret.txt; echo ran", { directory });
      expect(printed(result)).not.toContain("SECRET");
      expect(ending(result)).toMatch(/^refused: /);
    },
  );

  test("as binds over what the sandbox is made of, or of what is no file, is refused", async () => {
    await using scene = await openScene(sandbox);
    await mkdir(join(scene.workspace, "real"));
    const sources = [scene.outside, "/", "/etc", "/proc/self/root", "/dev", "/run", "/sys"];
    for (const target of [
      "/",
      "/usr",
      "/etc/passwd",
      "/proc/sys",
      "/workspace/../usr",
      "/lib64",
      "/dev/shm",
      "/home/agent",
      "/steps/../usr",
    ]) {
      const bind = { source: scene.outside, target, writable: true };
      expect(ending(await scene.run("echo ran", { grant: { binds: [bind] } }))).toMatch(/^refused: /);
    }
    for (const source of sources.slice(1)) {
      const bind = { source, target: "/steps", writable: false };
      expect(ending(await scene.run("echo ran", { grant: { binds: [bind] } }))).toMatch(/^refused: /);
    }
  });
});
