import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { createDocker } from "../../../src/sandbox/docker/docker.ts";
import { ending, findProcesses, openScene, printed, uniqueSleep } from "../scene.ts";
import { dockerTestOptions } from "./image.ts";

const program = fileURLToPath(new URL("../child.ts", import.meta.url));
const sandbox = createDocker({ graceMs: 300, docker: dockerTestOptions });
const probe = await sandbox.probe();
const docker = async (...args: string[]) => (await promisify(execFile)("docker", args)).stdout.trim();
const label = "adjutant.owner";
const listIds = async (...args: string[]) =>
  (await docker("ps", "--quiet", "--filter", `label=${label}`, ...args)).split("\n").filter(Boolean);

/** The directory of the process whose container runs this; null while there is none. */
async function findOwner(marker: string): Promise<string | null> {
  for (const id of await listIds()) {
    // A container of another test may be gone meanwhile.
    const running = await docker("top", id).catch(() => "");
    if (running.includes(`sleep ${marker}`)) return docker("inspect", "--format", `{{index .Config.Labels "${label}"}}`, id);
  }
  return null;
}

describe.runIf(probe.ok)("a docker daemon that is here", () => {
  test("is told of a step's environment neither by a command line nor by the container", async () => {
    await using scene = await openScene(sandbox);
    const secret = `value-${uniqueSleep()}`;
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const running = scene.run("echo begun; cat", {
      grant: { env: { STEP: secret } },
      onOutput: () => begin(),
      limits: { timeoutMs: 60_000 },
    });
    const held = scene.run("printf %s $STEP; echo; sleep 3", { grant: { env: { STEP: secret } }, onOutput: () => begin() });
    await begun;
    expect(await findProcesses(secret)).toEqual([]);
    const ids = await listIds();
    for (const id of ids) expect(await docker("inspect", id).catch(() => "")).not.toContain(secret);
    expect(ending(await running)).toBe(0);
    expect(printed(await held)).toBe(`${secret}\n`);
  });

  test("keeps nothing of a run: no container, no text", async () => {
    await using scene = await openScene(sandbox);
    const marker = uniqueSleep();
    const cancel = new AbortController();
    const running = scene.run(`sleep ${marker}`, { signal: cancel.signal });
    const owner = await expect
      .poll(() => findOwner(marker))
      .not.toBeNull()
      .then(() => findOwner(marker));
    const results = await Promise.all([scene.run("true"), scene.run("exit 3")]);
    cancel.abort();
    expect([...results, await running].map(ending)).toEqual([0, 3, "killed: cancelled"]);
    expect(await listIds("--all", "--filter", `label=${label}=${owner}`)).toEqual([]);
    expect((await readdir(owner ?? "")).filter((name) => name.startsWith("environment-"))).toEqual([]);
  });

  test("loses a command when the process that started it is killed, and the next start takes away what is left", async () => {
    await using scene = await openScene(sandbox);
    const marker = uniqueSleep();
    const child = spawn(process.execPath, [program, scene.workspace, `setsid sleep ${marker} & exec sleep ${marker}`, "docker"], {
      stdio: "ignore",
    });
    const ended = new Promise((done) => child.once("close", done));
    await expect.poll(() => findOwner(marker)).not.toBeNull();
    const owner = (await findOwner(marker)) ?? "";
    expect(existsSync(owner)).toBe(true);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(() => findProcesses(`sleep\0${marker}`)).toEqual([]);
    expect(await createDocker({ docker: dockerTestOptions }).probe()).toMatchObject({ ok: true });
    expect(await listIds("--all", "--filter", `label=${label}=${owner}`)).toEqual([]);
    expect(existsSync(owner)).toBe(false);
  });

  test("uses the image that was there at the start, and fetches none", async () => {
    const absent = createDocker({ docker: { image: "adjutant-no-such-image:1", cpus: null } });
    expect(await absent.probe()).toMatchObject({ ok: false, cure: "docker pull adjutant-no-such-image:1" });
  });

  test("is never shown to a command, wherever its socket lies", async () => {
    const socket = process.env["DOCKER_HOST"]?.replace("unix://", "") ?? "/var/run/docker.sock";
    await using scene = await openScene(sandbox);
    const result = await scene.run("echo ran", { grant: { workspace: join(socket, "..") } });
    expect(ending(result)).toMatch(/^refused: .*(governs this program|part of the machine)/);
  });
});
