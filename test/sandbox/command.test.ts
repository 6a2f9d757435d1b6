import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runSandboxCommand, type SandboxArgs } from "../../src/cli/sandbox.ts";
import { createEgress } from "../../src/egress/egress.ts";
import { openNetwork } from "../../src/egress/networked-sandbox.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { openOutside, somewhere } from "../egress/outside.ts";
import { openScene } from "./scene.ts";

const sandbox = createBubblewrap({ graceMs: 300 });
const probe = await sandbox.probe();

function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Runs `adjutant sandbox` with a shell text as the command, in a workspace of its own. */
async function runCommand(script: string, args: Partial<SandboxArgs> = {}, signal?: AbortSignal, chosen = sandbox) {
  await using scene = await openScene(sandbox);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [readOut, readError] = [collect(stdout), collect(stderr)];
  const usual: SandboxArgs = { workspace: scene.workspace, network: [], env: [], limits: [], command: ["sh", "-c", script] };
  const deps = { sandbox: chosen, stdout, stderr, ...(signal === undefined ? {} : { signal }) };
  const exitCode = await runSandboxCommand({ ...usual, ...args }, deps);
  return { exitCode, stdout: readOut(), stderr: readError() };
}

describe.runIf(probe.ok)("adjutant sandbox", () => {
  test("passes output and exit code through", async () => {
    expect(await runCommand("echo out; echo err >&2; exit 7")).toEqual({ exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  test("passes every byte through, whatever is kept", async () => {
    const { exitCode, stdout } = await runCommand("head -c 3000000 /dev/zero | tr '\\0' x", { limits: ["output=10"] });
    expect(exitCode).toBe(0);
    expect(stdout.length).toBe(3_000_000);
  });

  test("shows the workspace read-only", async () => {
    const { exitCode, stderr } = await runCommand("echo x > made");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Read-only file system");
  });

  test("lets what was named be written, and nothing beside it", async () => {
    const { stdout, stderr } = await runCommand("echo x > dist/made && cat dist/made; echo x > beside", { writes: ["dist"] });
    expect(stdout).toBe("x\n");
    expect(stderr).toContain("Read-only file system");
  });

  test("is what a step is: the same directories, the same trust of git, the operator's limits", async () => {
    const { stdout } = await runCommand("echo x > $ARTIFACTS/a; ls -d /steps /artifacts/a; git config safe.directory; ulimit -n");
    expect(stdout).toBe("/artifacts/a\n/steps\n*\n1024\n");
    await using scene = await openScene(sandbox);
    const [out, err] = [new PassThrough(), new PassThrough()];
    const read = collect(out);
    const args = { workspace: scene.workspace, network: [], env: [], limits: [], command: ["sh", "-c", "ulimit -n"] as const };
    await runSandboxCommand(args, { sandbox, stdout: out, stderr: err, limits: { openFiles: 99 } });
    expect(read()).toBe("99\n");
  });

  test("hands on the environment that was given, with everything after the first =", async () => {
    const { stdout } = await runCommand("echo $GREETING", { env: ["GREETING=a=b", "EMPTY="] });
    expect(stdout).toBe("a=b\n");
  });

  test("ends with 128+N when a signal ended the command inside", async () => {
    expect((await runCommand("kill -USR1 $$")).exitCode).toBe(138);
  });

  test("ends with 124 and says so when a limit ended it", async () => {
    const slow = await runCommand("sleep 1000", { timeoutSeconds: 0.3 });
    expect(slow).toMatchObject({ exitCode: 124, stderr: expect.stringContaining("not done in time (--timeout)") });
    const loud = await runCommand("yes", { limits: ["output-kill=100K"] });
    expect(loud).toMatchObject({ exitCode: 124, stderr: expect.stringContaining("printed more than the limit") });
  });

  test("ends with 130 when it is cancelled", async () => {
    expect((await runCommand("sleep 1000", {}, AbortSignal.abort())).exitCode).toBe(130);
  });

  test("ends with 125 and the reason when the sandbox refuses, and runs nothing", async () => {
    const refused = await runCommand("echo ran", { network: ["example.com"] });
    expect(refused).toMatchObject({ exitCode: 125, stdout: "", stderr: expect.stringContaining("needs the network (example.com)") });
    const address = await runCommand("echo ran", { network: ["127.0.0.1"] }, undefined, openNetwork(sandbox, createEgress()));
    expect(address).toMatchObject({ exitCode: 125, stdout: "", stderr: expect.stringContaining("is an IP address") });
    expect((await runCommand("echo ran", { env: ["LD_PRELOAD=x"] })).exitCode).toBe(125);
  });

  test("gives a secret as a step has it: at its own host, and nowhere inside", async () => {
    await using outside = openOutside();
    outside.name("api.pay.com");
    const seen: unknown[] = [];
    await outside.serveHttps(somewhere, 443, "api.pay.com", ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end(headers.authorization);
    });
    const header = { name: "authorization", form: "Bearer {value}" };
    const rules = [{ name: "PAY", destinations: ["api.pay.com"], header, env: "PAY", service: null }];
    const egress = createEgress({ world: outside.world, secrets: { rules, value: () => "sk-live-4f9a8b7c" } });
    const script = "echo $PAY; curl -sS https://api.pay.com/";
    const args = { network: ["api.pay.com"], secrets: ["PAY"] };
    const { stdout, stderr } = await runCommand(script, args, undefined, openNetwork(sandbox, egress));
    expect([seen, stderr]).toEqual([["Bearer sk-live-4f9a8b7c"], ""]);
    expect(stdout).toMatch(/^(standin_\w+)\nBearer \1$/);
  });

  test("a reader that goes away ends the command", async () => {
    await using scene = await openScene(sandbox);
    const stdout = new PassThrough();
    stdout.once("data", () => stdout.destroy(new Error("EPIPE")));
    const args = { workspace: scene.workspace, network: [], env: [], limits: [], command: ["sh", "-c", "echo x; sleep 1000"] as const };
    expect(await runSandboxCommand(args, { sandbox, stdout, stderr: new PassThrough() })).toBe(130);
  });
});

describe("a value that is no value is a usage problem that names it", () => {
  test.each([
    [{ env: ["NOVALUE"] }, "--env NOVALUE: write it as NAME=VALUE"],
    [{ env: ["=x"] }, "--env =x: write it as NAME=VALUE"],
    [{ limits: ["cpu"] }, "--limit cpu: write it as NAME=VALUE"],
    [
      { limits: ["speed=9"] },
      '--limit speed=9: there is no limit "speed"; use cpu, memory, tree-memory, file, written, written-files, processes, open-files, output, output-kill',
    ],
    [{ limits: ["cpu=1.5"] }, '--limit cpu=1.5: "1.5" is not a whole number'],
    [{ limits: ["memory=lots"] }, '--limit memory=lots: "lots" is not a size such as 65536, 512K, 100M or 4G'],
    [{ timeoutSeconds: 0 }, "--timeout 0: give a number of seconds above 0"],
    [{ timeoutSeconds: Number.NaN }, "--timeout NaN: give a number of seconds above 0"],
  ])("%j", async (args, message) => {
    await expect(runCommand("echo ran", args)).rejects.toMatchObject({ name: "Problem", code: "usage", message });
  });
});
