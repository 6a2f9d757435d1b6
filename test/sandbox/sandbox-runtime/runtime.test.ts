import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { createRuntime } from "../../../src/sandbox/sandbox-runtime/runtime.ts";
import { ending, findProcesses, openScene, printed, uniqueSleep } from "../scene.ts";

const program = fileURLToPath(new URL("../child.ts", import.meta.url));
const sandbox = createRuntime({ graceMs: 300 });
const probe = await sandbox.probe();

test("another version of the package than the one that was tried is refused", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-package-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  await mkdir(join(directory, "@anthropic-ai/sandbox-runtime"), { recursive: true });
  await writeFile(join(directory, "@anthropic-ai/sandbox-runtime/package.json"), '{"version":"0.0.84"}');
  expect(await createRuntime({ engineDirectories: [directory] }).probe()).toMatchObject({
    ok: false,
    reason: expect.stringContaining("0.0.84"),
    cure: "npm install --global @anthropic-ai/sandbox-runtime@0.0.83",
  });
});

describe.runIf(probe.ok)("what sandbox-runtime cannot enforce of a grant refuses the run", () => {
  test.each([
    ["a part of the workspace that may be written", { writes: ["dist"] }, "a part of the workspace"],
    ["a network", { network: ["api.example.com"], route: { socket: "/nonexistent", certificates: null } }, "of the network"],
  ])("%s", async (_, grant, reason) => {
    await using scene = await openScene(sandbox);
    const result = await scene.run("echo ran", { grant });
    expect(ending(result)).toMatch(/^refused: sandbox-runtime cannot/);
    expect(ending(result)).toContain(reason);
  });

  test("a file in place of another", async () => {
    await using scene = await openScene(sandbox);
    await scene.onHost("echo theirs > file");
    const bind = { source: join(scene.outside, "secret.txt"), target: "/workspace/file", writable: false };
    expect(ending(await scene.run("echo ran", { grant: { binds: [bind] } }))).toMatch(/^refused: .*in place of another/);
  });

  test("directories that lie in one another", async () => {
    await using scene = await openScene(sandbox);
    await scene.onHost("mkdir inner");
    const bind = { source: join(scene.workspace, "inner"), target: "/steps", writable: false };
    expect(ending(await scene.run("echo ran", { grant: { writes: ["."], binds: [bind] } }))).toMatch(/^refused: .*lie in one another/);
  });
});

describe.runIf(probe.ok)("sandbox-runtime", () => {
  test("shows what a step is handed where it is, and says so in the step's variables", async () => {
    await using scene = await openScene(sandbox);
    await scene.onHost("mkdir ../outside/steps ../outside/artifacts; echo earlier > ../outside/steps/one");
    const bind = (name: string, writable: boolean) => ({ source: join(scene.outside, name), target: `/${name}`, writable });
    const grant = { binds: [bind("steps", false), bind("artifacts", true)], env: { STEPS: "/steps", ARTIFACTS: "/artifacts" } };
    const result = await scene.run("cat $STEPS/one; echo x > $ARTIFACTS/made; echo x > $STEPS/two; pwd", { grant });
    expect(printed(result)).toContain("earlier\n");
    expect(printed(result)).toContain("Read-only file system");
    expect(printed(result)).toContain(`\n${scene.workspace}\n`);
    expect(existsSync(join(scene.outside, "artifacts/made"))).toBe(true);
    expect(existsSync(join(scene.outside, "steps/two"))).toBe(false);
  });

  test("hides the accounts, the homes and what services keep", async () => {
    await using scene = await openScene(sandbox);
    const places = "/root /home/agent /var /run /sys /boot /opt /srv /mnt /media";
    expect(printed(await scene.run(`cat /etc/passwd /etc/shadow 2>/dev/null; ls -A ${places} | grep -v :$ | grep .`))).toBe("");
  });

  test("counts what is written to its places in memory, wherever they are", async () => {
    await using scene = await openScene(sandbox);
    const result = await scene.run("head -c 300000000 /dev/zero > /var/big; sleep 1000", {
      limits: { treeMemoryBytes: 200 * 1024 ** 2, timeoutMs: 60_000 },
    });
    expect(ending(result)).toBe("killed: memory");
  });

  test("leaves nothing of a run, and a command dies with the process that started it", async () => {
    await using scene = await openScene(sandbox);
    const marker = uniqueSleep();
    const child = spawn(process.execPath, [program, scene.workspace, `setsid sleep ${marker} & exec sleep ${marker}`, "sandbox-runtime"], {
      stdio: "ignore",
    });
    const ended = new Promise((done) => child.once("close", done));
    await expect.poll(async () => (await findProcesses(`sleep\0${marker}`)).length).toBe(2);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(() => findProcesses(marker)).toEqual([]);
    expect(await readdir(scene.workspace)).toEqual([]);
  });
});
