import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, openScene, printed, uniqueSleep } from "./scene.ts";

/** What a command may see: the programs, its workspace, and nothing else of the machine or of us. */
export function describeReading(create: () => Sandbox): void {
  describe("reading", () => {
    test("the workspace is shown at /workspace, where the command starts", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkdir sub; echo hello > sub/note.txt");
      const result = await scene.run("pwd; cat sub/note.txt");
      expect(printed(result)).toBe("/workspace\nhello\n");
      expect(printed(await scene.run("pwd; cat note.txt", { directory: "sub" }))).toBe("/workspace/sub\nhello\n");
    });

    test("a file of another workspace that the account could read is not there", async () => {
      await using scene = await openScene(create());
      const attack = `cat ${scene.outside}/secret.txt || cat /workspace/../outside/secret.txt || cat /proc/1/root${scene.outside}/secret.txt`;
      expect((await scene.onHost(attack)).text).toBe("SECRET");
      const result = await scene.run(attack);
      expect(ending(result)).toBe(1);
      expect(printed(result)).not.toContain("SECRET");
    });

    test("a link in the workspace does not lead out of it", async () => {
      await using scene = await openScene(create());
      await scene.onHost(`ln -s ${scene.outside} link`);
      expect((await scene.onHost("cat link/secret.txt")).text).toBe("SECRET");
      expect(ending(await scene.run("cat link/secret.txt"))).toBe(1);
    });

    test("the host's accounts, shadow file and home directories are not there", async () => {
      await using scene = await openScene(create());
      expect((await scene.onHost("test -e /etc/shadow")).exitCode).toBe(0);
      const result = await scene.run("test -e /etc/shadow && echo shadow; ls -a /root; ls -A /home /home/agent; cat /etc/passwd");
      const text = printed(result);
      expect(text).not.toContain("shadow");
      expect(text).toContain("cannot access '/root'");
      expect(text).toContain("/home:\nagent\n\n/home/agent:\n");
      const host = (await readFile("/etc/passwd", "utf8")).split("\n").length;
      expect(text.match(/^\w+:x:/gm)).toHaveLength(3);
      expect(host).toBeGreaterThan(4);
    });

    test("neither our environment nor an inherited variable reaches the command or any process it sees", async () => {
      await using scene = await openScene(create());
      process.env["SANDBOX_TEST_TOKEN"] = "tok-4711";
      const attack = "env; cat /proc/[0-9]*/environ";
      expect((await scene.onHost(attack)).text).toContain("tok-4711");
      const result = await scene.run(attack, { grant: { env: { STEP: "own value" } } });
      expect(printed(result)).not.toContain("tok-4711");
      expect(printed(result)).toContain("STEP=own value");
    });

    test("the environment is ours and the step's, and no more", async () => {
      await using scene = await openScene(create());
      const result = await scene.start(["env"], { grant: { env: { STEP: "1" } } });
      const names = printed(result)
        .trim()
        .split("\n")
        .map((line) => line.slice(0, line.indexOf("=")))
        .filter((name) => name !== "SHLVL");
      expect(names.sort()).toEqual(["HOME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL", "STEP", "TMPDIR", "USER"]);
    });

    test("processes of the host and their command lines are invisible", async () => {
      await using scene = await openScene(create());
      const marker = uniqueSleep();
      const sleeper = spawn("sleep", [marker]);
      try {
        const attack = `cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -o 'sleep ${marker.slice(0, 7)}[0-9]*'`;
        expect((await scene.onHost(attack)).text).toContain(marker);
        expect(printed(await scene.run(attack))).not.toContain(marker);
        expect(ending(await scene.run(`kill -0 ${sleeper.pid}`))).not.toBe(0);
      } finally {
        sleeper.kill("SIGKILL");
      }
    });
  });
}
