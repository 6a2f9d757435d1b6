import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, hasProgram, openScene, printed } from "./scene.ts";

/** What a command may use up: output, processes, memory, files, time. */
export function describeBounds(create: () => Sandbox): void {
  describe("bounds", () => {
    test("of 100 MB of output only head and tail are kept", async () => {
      await using scene = await openScene(create());
      let seen = 0;
      const onOutput = (_: string, chunk: Uint8Array) => {
        seen += chunk.length;
      };
      const result = await scene.run("echo first; head -c 100000000 /dev/zero | tr '\\0' x; echo last", {
        limits: { outputBytes: 1000 },
        onOutput,
      });
      expect(ending(result)).toBe(0);
      expect(seen).toBe(100_000_011);
      const output = result.kind === "exited" ? result.output : null;
      expect(output?.omittedBytes).toBe(100_000_011 - 1000);
      for (const kept of [output?.text, output?.stdout]) {
        expect(kept).toMatch(/^first\nx+\n… 99999011 bytes omitted …\nx+last\n$/);
        expect(kept?.length).toBeLessThan(1100);
      }
    });

    test("a flood of output is stopped", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("trap '' TERM; yes", { limits: { outputKillBytes: 1_000_000 } });
      expect(ending(result)).toBe("killed: output");
    });

    test("stdout is kept apart, and both streams together as they came", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("echo one; sleep 0.3; echo two >&2; sleep 0.3; echo three");
      expect(result).toMatchObject({ output: { text: "one\ntwo\nthree\n", stdout: "one\nthree\n", omittedBytes: 0 } });
    });

    test("forks stop at the limit, and another run at the same time is not affected", async () => {
      await using scene = await openScene(create());
      const cancel = new AbortController();
      const { promise: full, resolve: tellFull } = Promise.withResolvers<void>();
      const onOutput = (_: string, chunk: Uint8Array) => {
        if (Buffer.from(chunk).includes("full")) tellFull();
      };
      const bomb = "n=0; (while :; do sleep 1000 & n=$((n+1)); echo $n; done); echo full; read never < /dev/zero";
      const running = scene.run(bomb, { limits: { processes: 40 }, signal: cancel.signal, onOutput });
      await Promise.race([full, running]);
      const other = await scene.run("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 0.1 & done; wait; echo ok", {
        limits: { processes: 40 },
      });
      cancel.abort();
      const bombed = printed(await running);
      expect(printed(other)).toBe("ok\n");
      expect(bombed).toContain("Cannot fork");
      const most = Math.max(...(bombed.match(/^\d+$/gm) ?? []).map(Number));
      expect(most).toBeGreaterThan(10);
      expect(most).toBeLessThan(40);
    });

    test("memory of a process is limited", async () => {
      await using scene = await openScene(create());
      const attack = "head -c 200000000 /dev/zero | tail | wc -c";
      expect((await scene.onHost(attack)).text.trim()).toBe("200000000");
      expect(printed(await scene.run(attack, { limits: { memoryBytes: 64 * 1024 ** 2 } }))).toContain("memory exhausted");
    });

    test("memory of many processes is limited, each of which has little", async () => {
      await using scene = await openScene(create());
      const one = "head -c 40000000 /dev/zero | tail | sleep 1000";
      const result = await scene.run(`${Array.from({ length: 8 }, () => `(${one}) &`).join(" ")} wait`, {
        limits: { treeMemoryBytes: 200 * 1024 ** 2 },
      });
      expect(ending(result)).toBe("killed: memory");
    });

    test.runIf(hasProgram(create, "python3"))("memory that processes share counts once", async () => {
      await using scene = await openScene(create());
      const script =
        "import os,time\nheld=bytearray(60_000_000)\nfor i in range(8):\n  if os.fork()==0: time.sleep(0.5); os._exit(0)\nfor i in range(8): os.wait()";
      const result = await scene.start(["/usr/bin/python3", "-c", script], { limits: { treeMemoryBytes: 200 * 1024 ** 2 } });
      expect(ending(result)).toBe(0);
    });

    test.each([
      ["one file after the other", "n=0; while :; do head -c 1000000 /dev/zero > f$n; n=$((n+1)); done"],
      ["a file without a name", "exec 3> f; rm f; while :; do head -c 1000000 /dev/zero >&3; done"],
    ])("what is written is limited: %s", async (_, attack) => {
      await using scene = await openScene(create());
      const result = await scene.run(attack, { grant: { writes: ["."] }, limits: { writtenBytes: 20_000_000, timeoutMs: 60_000 } });
      expect(ending(result)).toBe("killed: disk");
    });

    test("the number of files is limited", async () => {
      await using scene = await openScene(create());
      const attack = "n=0; while :; do : > f$n; n=$((n+1)); done";
      const result = await scene.run(attack, { grant: { writes: ["."] }, limits: { writtenFiles: 500, timeoutMs: 60_000 } });
      expect(ending(result)).toBe("killed: disk");
    });

    test("what others write meanwhile does not count", async () => {
      await using scene = await openScene(create());
      await scene.onHost("mkfifo pipe");
      const running = scene.run("echo begun; read word < /workspace/pipe; echo $word > f", {
        grant: { writes: ["."] },
        limits: { writtenBytes: 1_000_000, timeoutMs: 60_000 },
        onOutput: () =>
          void scene.onHost("sleep 0.3; head -c 5000000 /dev/zero > ../outside/big; sync ../outside/big; sleep 0.5; echo done > pipe"),
      });
      expect(ending(await running)).toBe(0);
    });

    test("a file cannot grow over its limit", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("exec head -c 5000000 /dev/zero > big", {
        limits: { fileBytes: 1024 ** 2 },
        grant: { writes: ["."] },
      });
      expect(ending(result)).toBe(153);
      expect((await stat(join(scene.workspace, "big"))).size).toBe(1024 ** 2);
    });

    test("processor time is limited", async () => {
      await using scene = await openScene(create());
      expect(ending(await scene.run("while :; do :; done", { limits: { cpuSeconds: 1 } }))).toBe(152);
    });

    test("limits cannot be raised inside, and no core is written", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("ulimit -c; ulimit -n; ulimit -n 4096 2>/dev/null || echo kept; ulimit -f", {
        limits: { openFiles: 64, fileBytes: 512 * 1000 },
      });
      expect(printed(result)).toBe("0\n64\nkept\n1000\n");
    });

    test("limits that make no sense are refused", async () => {
      await using scene = await openScene(create());
      for (const limits of [
        { timeoutMs: 0 },
        { timeoutMs: 2 ** 31 },
        { processes: 1.5 },
        { memoryBytes: Number.NaN },
        { outputBytes: -1 },
      ]) {
        expect(ending(await scene.run("echo ran", { limits }))).toMatch(/^refused: the limit/);
      }
    });

    test.each([
      "PATH",
      "HOME",
      "LD_PRELOAD",
      "LD_LIBRARY_PATH",
      "BASH_ENV",
      "GCONV_PATH",
      "GLIBC_TUNABLES",
      "ENV",
      "IFS",
      "GLOBIGNORE",
      "A-B",
      "1A",
      "",
      "A=B",
    ])("a step may not set %j", async (name) => {
      await using scene = await openScene(create());
      expect(ending(await scene.run("echo ran", { grant: { env: { [name]: "/workspace" } } }))).toMatch(/^refused: /);
    });
  });
}
