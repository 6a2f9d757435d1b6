import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { findAccount } from "../../../src/sandbox/identity.ts";
import { ending, openScene } from "../scene.ts";

const root = process.getuid?.() === 0;

/** A directory with a program called bwrap in it. */
async function openEngineDirectory(): Promise<AsyncDisposable & { readonly path: string; readonly program: string }> {
  const path = await mkdtemp(join(tmpdir(), "sandbox-engine-"));
  await chmod(path, 0o755);
  return { path, program: join(path, "bwrap"), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

describe("without a usable engine nothing is run, and the cure is told", () => {
  test("when bwrap is not installed", async () => {
    const sandbox = createBubblewrap({ engineDirectories: ["/nonexistent"] });
    expect(await sandbox.probe()).toMatchObject({
      ok: false,
      backend: "bubblewrap",
      reason: expect.stringContaining("not installed"),
      cure: expect.stringContaining("bubblewrap"),
    });
    await using scene = await openScene(sandbox);
    expect(ending(await scene.run("echo ran"))).toMatch(/^refused: bubblewrap is not installed/);
  });

  test("when bwrap is setuid", async () => {
    await using engine = await openEngineDirectory();
    await copyFile("/bin/true", engine.program);
    await chmod(engine.program, 0o4755);
    const probe = await createBubblewrap({ engineDirectories: [engine.path] }).probe();
    expect(probe).toMatchObject({ ok: false, reason: expect.stringContaining("setuid"), cure: `chmod u-s ${engine.program}` });
  });

  test.each([
    ["bwrap: Unknown option --disable-userns", "older than 0.8.0", "0.8.0 or newer"],
    ["bwrap: setting up uid map: Permission denied", "user namespaces are not available", "sysctl -w"],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "/proc cannot be mounted", "systempaths=unconfined"],
    ["bwrap: something never heard of", "something never heard of", "adjutant doctor"],
  ])("when it says %j", async (complaint, reason, cure) => {
    await using engine = await openEngineDirectory();
    await writeFile(engine.program, `#!/bin/sh\necho "${complaint}" >&2\nexit 1\n`, { mode: 0o755 });
    const sandbox = createBubblewrap({ engineDirectories: [engine.path] });
    expect(await sandbox.probe()).toMatchObject({
      ok: false,
      reason: expect.stringContaining(reason),
      cure: expect.stringContaining(cure),
    });
    await using scene = await openScene(sandbox);
    const heard: string[] = [];
    const result = await scene.run("echo ran", { onOutput: (_, chunk) => void heard.push(Buffer.from(chunk).toString()) });
    // What the engine says is told once, as the reason: nobody takes it for the command's output.
    expect([ending(result), heard]).toEqual([expect.stringContaining(reason), []]);
  });

  test("when it claims success without having run anything", async () => {
    await using engine = await openEngineDirectory();
    await writeFile(engine.program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    expect(await createBubblewrap({ engineDirectories: [engine.path] }).probe()).toMatchObject({ ok: false });
  });

  test.runIf(root)("when we are root and the account is missing", async () => {
    const sandbox = createBubblewrap({ accountName: "no-such-account" });
    const cure = "useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin no-such-account";
    expect(sandbox.account).toBeNull();
    expect(await sandbox.probe()).toMatchObject({ ok: false, cure });
    await using scene = await openScene(sandbox);
    expect(ending(await scene.run("echo ran"))).toMatch(/^refused: running as root needs/);
  });
});

test("an account that is root by another name counts as none", () => {
  const passwd = "toor:x:0:0::/root:/bin/sh\nbot:x:997:0::/:/bin/sh\nadjutant:x:998:996::/nonexistent:/bin/false\n";
  expect(findAccount("adjutant", passwd)).toEqual({ name: "adjutant", uid: 998, gid: 996 });
  for (const name of ["toor", "bot", "missing", ""]) expect(findAccount(name, passwd)).toBeNull();
});
