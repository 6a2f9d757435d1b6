import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDocker } from "../../../src/sandbox/docker/docker.ts";
import { ending, openScene } from "../scene.ts";

const daemon = {
  ServerVersion: "28.0.0",
  OSType: "linux",
  SecurityOptions: ["name=seccomp,profile=builtin"],
  MemoryLimit: true,
  PidsLimit: true,
  CpuCfsQuota: true,
};
const image = { Id: "sha256:1", Os: "linux", Config: { Volumes: null } };

/** A docker that answers as told, for what a machine can say; that nothing escapes only a real one can show. */
async function openEngine(
  answers: { readonly info?: object; readonly image?: object; readonly says?: string },
  name: string | null = "tools:1",
) {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-docker-"));
  await chmod(directory, 0o755);
  const say = (value: object | undefined) =>
    value === undefined ? `echo '${answers.says}' >&2; exit 1` : `echo '${JSON.stringify(value)}'`;
  const script = `#!/bin/sh\ncase $1 in info) ${say(answers.info)};; image) ${say(answers.image)};; ps) ;; *) echo "${answers.says}" >&2; exit 1;; esac\n`;
  await writeFile(join(directory, "docker"), script, { mode: 0o755 });
  const sandbox = createDocker({ engineDirectories: [directory], docker: { image: name, cpus: null } });
  return { sandbox, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

describe("without a usable daemon or image nothing is run, and the cure is told", () => {
  test("when docker is not installed", async () => {
    const sandbox = createDocker({ engineDirectories: ["/nonexistent"] });
    expect(await sandbox.probe()).toMatchObject({ ok: false, backend: "docker", reason: expect.stringContaining("not installed") });
    await using scene = await openScene(sandbox);
    expect(ending(await scene.run("echo ran"))).toMatch(/^refused: docker is not installed/);
  });

  test.each([
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "is not running",
      "systemctl start",
    ],
    ["permission denied while trying to connect to the Docker daemon socket", "may not use the docker daemon", "usermod"],
    ["something never heard of", "something never heard of", "adjutant doctor"],
  ])("when it says %j", async (says, reason, cure) => {
    await using engine = await openEngine({ says });
    expect(await engine.sandbox.probe()).toMatchObject({
      ok: false,
      reason: expect.stringContaining(reason),
      cure: expect.stringContaining(cure),
    });
  });

  test.each([
    [{ OSType: "windows" }, "windows containers"],
    [{ SecurityOptions: [] }, "cannot filter system calls"],
    [{ SecurityOptions: ["name=seccomp", "name=rootless"] }, "files would belong to nobody"],
    [{ SecurityOptions: ["name=seccomp", "name=userns"] }, "files would belong to nobody"],
    [{ MemoryLimit: false, PidsLimit: false }, "cannot limit memory, pids"],
  ])("when the daemon is %j", async (different, reason) => {
    await using engine = await openEngine({ info: { ...daemon, ...different }, image });
    expect(await engine.sandbox.probe()).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test("when the image is not here: none is fetched", async () => {
    await using engine = await openEngine({ info: daemon, says: "Error response from daemon: No such image: tools:1" });
    expect(await engine.sandbox.probe()).toMatchObject({
      ok: false,
      reason: "the image tools:1 is not on this machine",
      cure: "docker pull tools:1",
    });
  });

  test("when the image would keep files on the disk", async () => {
    await using engine = await openEngine({ info: daemon, image: { ...image, Config: { Volumes: { "/data": {} } } } });
    expect(await engine.sandbox.probe()).toMatchObject({ ok: false, reason: expect.stringContaining("VOLUME /data") });
  });

  test("when no image was chosen", async () => {
    await using engine = await openEngine({ info: daemon, image }, null);
    expect(await engine.sandbox.probe()).toMatchObject({
      ok: false,
      reason: "no image was chosen that commands run in",
      cure: expect.stringContaining("sandbox.docker.image"),
    });
  });
});
