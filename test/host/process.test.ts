import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAccount, isRoot } from "../../src/host/account.ts";
import { launchOnHost, runOnHost } from "../../src/host/process.ts";

const node = process.execPath;
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "host-process-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("a program of the host", () => {
  test("gets exactly the environment it is given", async () => {
    const result = await runOnHost({ argv: ["/usr/bin/env"], env: { ONLY: "this" } });
    expect(result).toEqual({ kind: "exited", exitCode: 0, stdout: "ONLY=this\n", stderr: "" });
  });

  test("gets its arguments word by word, without a shell reading them", async () => {
    const words = ["$(id)", "a b", "; exit 3", "*"];
    const result = await runOnHost({ argv: [node, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", ...words] });
    expect(result).toMatchObject({ kind: "exited", exitCode: 0, stdout: `${JSON.stringify(words)}\n` });
  });

  test("is not looked up in a path", async () => {
    await expect(runOnHost({ argv: ["env"] })).rejects.toThrow("absolute path");
  });

  test("starts in / unless told otherwise", async () => {
    expect(await runOnHost({ argv: ["/bin/pwd"] })).toMatchObject({ stdout: "/\n" });
    expect(await runOnHost({ argv: ["/bin/pwd"], directory })).toMatchObject({ stdout: `${directory}\n` });
  });

  test("hands back its exit code and what it wrote on both streams", async () => {
    const script = "process.stderr.write('no'); process.stdout.write('yes\\n\\n'); process.exitCode = 7";
    expect(await runOnHost({ argv: [node, "-e", script] })).toEqual({ kind: "exited", exitCode: 7, stdout: "yes\n\n", stderr: "no" });
  });

  test("reads its input, and an empty one when none is given", async () => {
    expect(await runOnHost({ argv: ["/bin/cat"], input: "words" })).toMatchObject({ stdout: "words" });
    expect(await runOnHost({ argv: ["/bin/cat"] })).toMatchObject({ kind: "exited", exitCode: 0, stdout: "" });
  });

  test("that does not exist is a failure told as a value", async () => {
    expect(await runOnHost({ argv: [join(directory, "nothing")] })).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("ENOENT"),
    });
  });
});

describe("a program that goes too far", () => {
  const clingy = (then: string) => `
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    process.on("SIGTERM", () => {});
    child.on("spawn", () => { console.log(child.pid); ${then} });`;

  test("is killed when its time is over, with the child that holds its output open", async () => {
    const result = await runOnHost({ argv: [node, "-e", clingy("")], timeoutMs: 1_000 });
    expect(result).toMatchObject({ kind: "killed", by: "timeout" });
    expect(await hasGone(result.kind === "killed" ? Number(result.stdout) : 0)).toBe(true);
  });

  test("is killed when its signal is aborted", async () => {
    const controller = new AbortController();
    const running = runOnHost({ argv: ["/bin/sleep", "600"], signal: controller.signal });
    controller.abort();
    expect(await running).toMatchObject({ kind: "killed", by: "cancelled" });
  });

  test("is killed when it prints more than it may, and what it printed is cut there", async () => {
    const result = await runOnHost({ argv: ["/usr/bin/yes"], outputBytes: 4096 });
    expect(result).toMatchObject({ kind: "killed", by: "output" });
    expect(result.kind === "killed" && result.stdout.length).toBe(4096);
  });

  test("and killed by somebody else says so", async () => {
    const result = await runOnHost({ argv: [node, "-e", "process.kill(process.pid, 'SIGKILL')"] });
    expect(result).toMatchObject({ kind: "killed", by: "signal" });
  });
});

test("a launched program writes to its log file, in a process group of its own", async () => {
  const log = join(directory, "daemon.log");
  const script = "process.stdout.write('out '); process.stderr.write('err'); process.kill(-process.pid, 0)";
  await launchOnHost({ argv: [node, "-e", script] }, log).ended;
  expect(await readFile(log, "utf8")).toBe("out err");
  expect((await stat(log)).mode & 0o777).toBe(0o600);
});

test("a launched program lives on after the one that launched it was killed", async () => {
  const url = new URL("../../src/host/process.ts", import.meta.url).href;
  const script = `
    const { launchOnHost } = await import(${JSON.stringify(url)});
    console.log(launchOnHost({ argv: ["/bin/sleep", "600"] }, ${JSON.stringify(join(directory, "sleep.log"))}).pid);
    process.kill(process.pid, "SIGKILL");`;
  const result = await runOnHost({ argv: [node, "--input-type=module", "-e", script] });
  expect(result).toMatchObject({ kind: "killed", by: "signal" });
  const pid = Number(result.kind === "killed" ? result.stdout : "0");
  expect(process.kill(pid, "SIGKILL")).toBe(true);
});

test.runIf(isRoot())("root can run a program as another account, with none of root's groups", async () => {
  const nobody = findAccount("nobody");
  const result = await runOnHost({ argv: ["/usr/bin/id", "-u"], account: nobody });
  expect(result).toMatchObject({ stdout: `${nobody?.uid}\n` });
  expect(await runOnHost({ argv: ["/usr/bin/id", "-G"], account: nobody })).toMatchObject({ stdout: `${nobody?.gid}\n` });
});

/** Whether a killed process is gone or only waits to be reaped (it was re-parented, so that is not up to us). */
async function hasGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "gone) Z");
  return /\) Z/.test(status);
}
