import { spawn } from "node:child_process";
import { chownSync, openSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrap } from "../../../src/sandbox/bubblewrap/bubblewrap.ts";
import { everybodyReaches, findProcesses, uniqueSleep } from "../scene.ts";

const program = fileURLToPath(new URL("../child.ts", import.meta.url));
const root = process.getuid?.() === 0;
const nobody = 65534;
const { account } = createBubblewrap();
const probe = await createBubblewrap().probe();

let workspace = "";
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "sandbox-process-"));
  if (account !== null) chownSync(workspace, account.uid, account.gid);
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

/** Starts `argv` and resolves to what it printed. */
async function read(
  argv: readonly [string, ...string[]],
  stdio: (number | "pipe" | "ignore")[] = ["ignore", "pipe", "pipe"],
): Promise<string> {
  const [first, ...rest] = argv;
  const child = spawn(first, rest, { stdio });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => void chunks.push(chunk));
  await new Promise((done) => child.once("close", done));
  return Buffer.concat(chunks).toString();
}

describe.runIf(probe.ok)("a process that starts a sandbox", () => {
  test("does not pass on a descriptor it inherited itself, of any number", async () => {
    const list = "for fd in /proc/self/fd/*; do readlink $fd; done; true";
    const high = `exec 77</etc/passwd 9</etc/passwd; `;
    expect(
      await read([
        "bash",
        "-c",
        `${high} exec "$0" -e "require('child_process').spawnSync('sh',['-c',process.argv[1]],{stdio:'inherit'})" "$1"`,
        process.execPath,
        list,
      ]),
    ).toContain("/etc/passwd");
    const told = await read(["bash", "-c", `${high} exec "$0" "$@"`, process.execPath, program, workspace, list]);
    expect(JSON.parse(told)).toMatchObject({ result: { kind: "exited", exitCode: 0 } });
    expect(told).not.toContain("/etc/passwd");
  });

  test("takes the command with it when it is killed", async () => {
    const marker = uniqueSleep();
    const child = spawn(process.execPath, [program, workspace, `setsid sleep ${marker} & sleep ${marker}`], {
      stdio: ["ignore", openSync("/dev/null", "w"), "inherit"],
    });
    const ended = new Promise((done) => child.once("close", done));
    await expect.poll(async () => (await findProcesses(marker)).length, { timeout: 10_000 }).toBeGreaterThan(4);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(() => findProcesses(marker), { timeout: 10_000 }).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(workspace);
    expect(readdirSync(workspace)).toEqual([]);
  });

  test.runIf(root && everybodyReaches(program))("works as a normal user, without an account to drop to", async () => {
    chownSync(workspace, nobody, nobody);
    try {
      const argv = [
        "setpriv",
        `--reuid=${nobody}`,
        `--regid=${nobody}`,
        "--clear-groups",
        process.execPath,
        program,
        workspace,
        "id -u; echo x > made",
      ] as const;
      expect(JSON.parse(await read(argv))).toMatchObject({
        account: null,
        probe: { ok: true },
        result: { kind: "exited", exitCode: 0, output: { text: "1000\n" } },
      });
    } finally {
      if (account !== null) chownSync(workspace, account.uid, account.gid);
    }
  });

  test.runIf(root && everybodyReaches(program))("says which setting forbids user namespaces", async () => {
    const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --inh-caps=-all --ambient-caps=-all "$0" "$@"';
    const drop = [
      "setpriv",
      `--reuid=${nobody}`,
      `--regid=${nobody}`,
      "--clear-groups",
      "unshare",
      "--map-current-user",
      "--keep-caps",
    ] as const;
    const told = JSON.parse(await read([...drop, "sh", "-c", forbid, process.execPath, program, "/usr", "echo ran"]));
    expect(told).toMatchObject({ probe: { ok: false, cure: "sysctl -w user.max_user_namespaces=15000" }, result: { kind: "refused" } });
  });
});

describe.runIf(probe.ok && (!root || everybodyReaches(program)))(
  "where nested namespaces are forbidden, as inside another sandbox,",
  () => {
    test("nothing is run, and the cure is told", async () => {
      const drop = root ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];
      const around = ["bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/", "--"];
      const [first = "", ...rest] = [...drop, ...around, process.execPath, program, "/usr", "echo ran"];
      expect(JSON.parse(await read([first, ...rest]))).toMatchObject({
        probe: {
          ok: false,
          reason: expect.stringContaining("user namespaces are not available"),
          cure: expect.stringContaining("user namespaces"),
        },
        result: { kind: "refused" },
      });
    });
  },
);
