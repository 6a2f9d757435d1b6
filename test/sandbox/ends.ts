import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, endProcesses, findProcesses, hasProgram, openScene, printed, uniqueSleep } from "./scene.ts";

/** How a run ends, and that nothing of it is left. */
export function describeEnds(create: () => Sandbox): void {
  describe("ending", () => {
    test.each([
      ["exit 0", 0],
      ["exit 3", 3],
      ["kill -TERM $$", 143],
      ["kill -KILL $$", 137],
    ])("%j ends with %i", async (script, code) => {
      await using scene = await openScene(create());
      expect(ending(await scene.run(script))).toBe(code);
    });

    test("a program that is not there ends with 127 and a message, one that cannot be run with 126", async () => {
      await using scene = await openScene(create());
      const missing = await scene.start(["no-such-program"]);
      expect(ending(missing)).toBe(127);
      expect(printed(missing)).toContain("no-such-program: not found");
      await scene.onHost("touch plain");
      expect(ending(await scene.start(["./plain"]))).toBe(126);
    });

    test("words reach the program as they are", async () => {
      await using scene = await openScene(create());
      const words = ["$(id)", "`id`", "a b", "", "*", "--", "'\"", "line\nbreak", "ä"];
      expect(printed(await scene.start(["printf", "<%s>", ...words]))).toBe(words.map((word) => `<${word}>`).join(""));
    });

    test("a daemon that the command leaves behind dies with it", async () => {
      await using scene = await openScene(create());
      const marker = uniqueSleep();
      const attack = `setsid nohup sh -c '(sleep ${marker} &)' >/dev/null 2>&1 &`;
      await scene.onHost(attack);
      // When it sleeps, nothing that leads to it begins any more.
      await expect.poll(() => findProcesses(`sleep\0${marker}`)).not.toEqual([]);
      await expect.poll(() => endProcesses(marker)).toEqual([]);
      expect(ending(await scene.run(`${attack} sleep 0.2`))).toBe(0);
      await expect.poll(() => findProcesses(marker)).toEqual([]);
    });

    test("a child that holds the output open does not hold up the result", async () => {
      await using scene = await openScene(create());
      const result = await scene.run(`sleep ${uniqueSleep()} & echo done`);
      expect(printed(result)).toBe("done\n");
    });

    test.runIf(hasProgram(create, "python3"))(
      "an accomplice on the host who was handed the output does not hold up the result",
      async () => {
        await using scene = await openScene(create());
        const marker = uniqueSleep();
        const listen = "import socket,time,sys; s=socket.socket(socket.AF_UNIX); s.bind('s'); s.listen(); c=s.accept()[0]";
        const accomplice = scene.onHost(
          `PATH=/usr/local/bin:/usr/bin exec python3 -c "${listen}; socket.recv_fds(c,9,1); time.sleep(1e5)" ${marker}`,
        );
        await expect.poll(() => existsSync(join(scene.workspace, "s"))).toBe(true);
        const hand = "import socket; c=socket.socket(socket.AF_UNIX); c.connect('s'); socket.send_fds(c,[b'x'],[1]); print('handed')";
        const result = await scene.run(`python3 -c "${hand}"`, { grant: { writes: ["."] } });
        expect(printed(result)).toBe("handed\n");
        expect(ending(result)).toBe(0);
        await endProcesses(marker);
        await accomplice;
      },
    );

    test("a timeout kills the whole tree, even one that ignores SIGTERM", async () => {
      await using scene = await openScene(create());
      const marker = uniqueSleep();
      const result = await scene.run(`trap '' TERM; setsid sleep ${marker} & while :; do sleep 1; done`, { limits: { timeoutMs: 500 } });
      expect(ending(result)).toBe("killed: timeout");
      await expect.poll(() => findProcesses(marker)).toEqual([]);
    });

    test("a command that is cancelled is asked to end first and may tidy up", async () => {
      await using scene = await openScene(create());
      const cancel = new AbortController();
      const script = "trap 'echo tidied; exit 0' TERM; echo ready; while :; do sleep 0.1; done";
      const result = await scene.run(script, { signal: cancel.signal, onOutput: () => cancel.abort() });
      expect(ending(result)).toBe("killed: cancelled");
      expect(printed(result)).toBe("ready\ntidied\n");
    });

    test("a run that is cancelled while it is being set up leaves nothing behind", async () => {
      await using scene = await openScene(create());
      const marker = uniqueSleep();
      const delays = Array.from({ length: 40 }, (_, index) => index);
      for (const delay of delays) {
        const cancel = new AbortController();
        setTimeout(() => cancel.abort(), delay);
        expect(ending(await scene.run(`setsid sleep ${marker} & sleep ${marker}`, { signal: cancel.signal }))).toBe("killed: cancelled");
      }
      await expect.poll(() => findProcesses(marker)).toEqual([]);
    });

    test("a run that was cancelled before it began runs nothing", async () => {
      await using scene = await openScene(create());
      const result = await scene.run("touch made", { signal: AbortSignal.abort(), grant: { writes: ["."] } });
      expect(ending(result)).toBe("killed: cancelled");
      expect(existsSync(join(scene.workspace, "made"))).toBe(false);
    });

    test("a start directory that is missing or climbs out is refused", async () => {
      await using scene = await openScene(create());
      for (const directory of ["missing", "..", "/etc"]) expect(ending(await scene.run("pwd", { directory }))).toMatch(/^refused: /);
    });
  });
}
